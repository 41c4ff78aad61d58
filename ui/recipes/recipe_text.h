#pragma once

#include "base/error.h"
#include "bridge/latest_worker.h"
#include "run/queue_forecast.h"

#include <QObject>
#include <QString>
#include <QStringList>
#include <QTimer>

#include <memory>
#include <optional>

namespace epochlab::ui {

class Controller;

/// A recipe as it is typed, and what it comes to: read and reckoned on a worker. GUI thread.
class RecipeText : public QObject {
    Q_OBJECT
public:
    struct Preview {
        QString title, question;
        QString runs; ///< "7 runs · about 20 s on 2 cores"
        QStringList labels;
        QStringList figures; ///< their titles
        std::optional<core::Error> error;
        int line = 0, column = 0; ///< of the error, from 1; 0: it has no place
    };

    /// The controller outlives it.
    RecipeText(Controller& controller, int cores, QObject* parent = nullptr);

    /// Its file's name, as errors call it.
    void setText(const QString& text, const QString& origin);
    /// Nothing while it is reckoned for the first time.
    const std::optional<Preview>& preview() const { return m_preview; }
    /// The preview is that of the newest text.
    bool upToDate() const { return m_shown == m_generation; }
    bool ready() const { return upToDate() && m_preview && !m_preview->error; }

    /// "my-learning-rates" of "My learning rates!"; "recipe" of a title without letters and digits.
    static QString fileNameOf(const QString& title);

    static constexpr int debounce = 20; ///< milliseconds

signals:
    void previewChanged();

private:
    void reckon();
    static Preview previewOf(const std::string& text, const std::string& origin, const core::DataSizes& sizes,
                             const core::SpeedMemory* speed, int cores);

    Controller& m_controller;
    const int m_cores;
    QString m_text, m_origin;
    std::optional<Preview> m_preview;
    int m_generation = 0, m_shown = -1;
    QTimer m_timer;
    core::DataSizes m_sizes; ///< on the worker only
    LatestWorker m_worker;   ///< last: joined first
};

} // namespace epochlab::ui
