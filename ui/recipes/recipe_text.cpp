#include "recipes/recipe_text.h"

#include "bridge/controller.h"
#include "bridge/run_names.h"
#include "run/recipe.h"

#include <QRegularExpression>

namespace epochlab::ui {

RecipeText::RecipeText(Controller& controller, int cores, QObject* parent)
    : QObject(parent), m_controller(controller), m_cores(cores), m_sizes(core::rememberedDataSizes(controller.services().loadData)) {
    m_timer.setSingleShot(true);
    m_timer.setInterval(debounce);
    connect(&m_timer, &QTimer::timeout, this, &RecipeText::reckon);
}

void RecipeText::setText(const QString& text, const QString& origin) {
    m_text = text;
    m_origin = origin;
    ++m_generation;
    m_timer.start();
}

QString RecipeText::fileNameOf(const QString& title) {
    static const QRegularExpression others(QStringLiteral("[^a-z0-9]+"));
    QString name = title.toLower().replace(others, QStringLiteral("-"));
    while (name.startsWith(QLatin1Char('-'))) name.remove(0, 1);
    while (name.endsWith(QLatin1Char('-'))) name.chop(1);
    return name.isEmpty() ? QStringLiteral("recipe") : name.left(60);
}

RecipeText::Preview RecipeText::previewOf(const std::string& text, const std::string& origin, const core::DataSizes& sizes,
                                          const core::SpeedMemory* speed, int cores) {
    Preview preview;
    const auto failed = [&preview](const core::Error& error) {
        preview.error = error;
        static const QRegularExpression place(QStringLiteral("line (\\d+)(?:, column (\\d+))?"));
        const QRegularExpressionMatch match = place.match(QString::fromStdString(error.where));
        preview.line = match.captured(1).toInt();
        preview.column = match.captured(2).toInt();
        return preview;
    };
    const core::Result<core::Recipe> recipe = core::readRecipe(text, origin);
    if (!recipe) return failed(recipe.error());
    preview.title = QString::fromStdString(recipe->title);
    preview.question = QString::fromStdString(recipe->question);
    for (const core::RecipeFigure& figure : recipe->figures) preview.figures << QString::fromStdString(figure.title);
    const core::Result<std::vector<core::PlannedRun>> runs = core::planRuns(*recipe, false);
    if (!runs) return failed(runs.error());
    std::vector<const core::ParamSet*> configs;
    for (const core::PlannedRun& run : *runs) {
        configs.push_back(&run.config);
        preview.labels << QString::fromStdString(run.label);
    }
    if (configs.empty()) {
        preview.runs = tr("no runs of its own: its figures look at what the store has");
        return preview;
    }
    const core::Result<core::QueuePlan> plan = core::previewRuns(configs, sizes, speed, cores);
    const QString count = configs.size() == 1 ? tr("1 run") : tr("%1 runs").arg(configs.size());
    if (plan)
        preview.runs = tr("%1 · %2 on %3").arg(count, aboutText(plan->seconds), cores == 1 ? tr("1 core") : tr("%1 cores").arg(cores));
    else // the recipe is right; its data cannot be read here
        preview.runs = count + QStringLiteral(" · ") + QString::fromStdString(core::describe(plan.error()));
    return preview;
}

void RecipeText::reckon() {
    m_worker.submit([this, generation = m_generation, text = m_text.toStdString(), origin = m_origin.toStdString(),
                     speed = m_controller.services().speed] {
        Preview preview = previewOf(text, origin, m_sizes, speed.get(), m_cores);
        const auto take = [this, generation, preview = std::move(preview)] {
            if (generation != m_generation) return;
            m_preview = preview;
            m_shown = generation;
            emit previewChanged();
        };
        QMetaObject::invokeMethod(this, take, Qt::QueuedConnection);
    });
}

} // namespace epochlab::ui
