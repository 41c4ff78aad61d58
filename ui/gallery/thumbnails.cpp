#include "gallery/thumbnails.h"

#include "data/picture_source.h"
#include "pictures/picture_image.h"
#include "vision/contact_sheet.h"

#include <QThread>

#include <algorithm>
#include <optional>
#include <utility>

namespace epochlab::ui {

Thumbnails::Thumbnails(std::size_t budgetBytes, QObject* parent) : QObject(parent), m_images(static_cast<int>(budgetBytes / 1024)) {
    m_pool.setMaxThreadCount(std::clamp(QThread::idealThreadCount() - 1, 1, 4));
}

Thumbnails::~Thumbnails() {
    forget();
    m_pool.waitForDone();
}

void Thumbnails::forget() {
    ++m_generation;
    m_images.clear();
    m_problems.clear();
    m_asked.clear();
    const std::lock_guard lock(m_mutex);
    m_waiting.clear();
}

void Thumbnails::setSource(core::DatasetPointer dataset, core::Split split) {
    if (dataset == m_dataset && split == m_split) return;
    forget();
    m_begun = 0;
    m_dataset = std::move(dataset);
    m_split = split;
}

void Thumbnails::setTileSize(QSize size) {
    if (size == m_size) return;
    forget();
    m_size = size;
}

QImage Thumbnails::find(std::size_t row) {
    if (const QImage* image = m_images.object(row)) return *image;
    if (!m_dataset || !m_dataset->pictures || m_problems.contains(row) || m_asked.contains(row)) return {};
    const std::lock_guard lock(m_mutex);
    m_asked.insert(row);
    m_waiting.push_back({m_generation, m_dataset, m_split, m_size, row});
    if (m_waiting.size() > mostWaiting) {
        m_asked.erase(m_waiting.front().row);
        m_waiting.erase(m_waiting.begin());
    }
    if (m_makers < m_pool.maxThreadCount()) {
        ++m_makers;
        m_pool.start([this] { make(); });
    }
    return {};
}

QString Thumbnails::problem(std::size_t row) const {
    const auto found = m_problems.find(row);
    return found == m_problems.end() ? QString() : found->second;
}

/// On a thread of the pool, until nothing waits.
void Thumbnails::make() {
    while (true) {
        std::optional<Wanted> wanted;
        {
            const std::lock_guard lock(m_mutex);
            if (m_waiting.empty()) {
                --m_makers;
                return;
            }
            wanted = std::move(m_waiting.back());
            m_waiting.pop_back();
        }
        ++m_begun;
        const core::Result<core::Picture> picture =
            wanted->dataset->pictures->picture(wanted->split, static_cast<std::int64_t>(wanted->row));
        const QImage image = picture ? imageOf(core::tilePicture(*picture, wanted->size.width(), wanted->size.height())) : QImage();
        const QString problem = picture ? QString() : QString::fromStdString(core::describe(picture.error()));
        QMetaObject::invokeMethod(
            this, [this, generation = wanted->generation, row = wanted->row, image, problem] { take(generation, row, image, problem); },
            Qt::QueuedConnection);
    }
}

void Thumbnails::take(std::int64_t generation, std::size_t row, const QImage& image, const QString& problem) {
    if (generation != m_generation) return;
    m_asked.erase(row);
    if (image.isNull())
        m_problems[row] = problem;
    else
        m_images.insert(row, new QImage(image), std::max(1, static_cast<int>(image.sizeInBytes() / 1024)));
    emit ready(row);
}

} // namespace epochlab::ui
