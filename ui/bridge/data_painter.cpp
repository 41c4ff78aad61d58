#include "bridge/data_painter.h"

#include "base/file_writer.h"
#include "bridge/data_cache.h"

#include <QMetaObject>
#include <QPointF>
#include <QStandardPaths>

#include <algorithm>
#include <filesystem>

namespace epochlab::ui {

namespace {

constexpr std::int64_t mostClasses = 8;
constexpr std::int64_t mostRows = 20'000; ///< all of them are written after every edit

bool paintable(const core::TableDataset& data) {
    std::int64_t rows = 0;
    for (const core::TableRows& split : data.splits) rows += split.count;
    return data.featureCount() == 2 && !data.geographic && data.classCount() <= mostClasses && rows <= mostRows;
}

core::Result<void> write(const std::string& folder, const std::array<std::string, 3>& texts) {
    if (auto made = core::makeDirectories(folder); !made) return made;
    for (const core::Split split : core::allSplits) {
        const std::string name = split == core::Split::Training ? "train" : std::string(core::splitName(split));
        if (auto written = core::writeFileDurably(folder + '/' + name + ".csv", texts[static_cast<std::size_t>(split)]); !written)
            return written;
    }
    return {};
}

/// The form with the folder as its data.
core::ParamSet withData(core::ParamSet config, const std::string& folder) {
    resetCsvOptions(config);
    [[maybe_unused]] const auto set = config.set("data", folder);
    return config;
}

} // namespace

DataPainter::DataPainter(Controller& controller, std::string directory, QObject* parent)
    : QObject(parent), m_controller(controller), m_directory(std::move(directory)) {
    connect(&controller, &Controller::dataChanged, this, &DataPainter::takeData);
    takeData();
}

std::string DataPainter::defaultDirectory() {
    return (QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/epochlab/painted")).toStdString();
}

/// Data of the form that are not the painted ones begin anew; the painted ones are here already, and may be ahead of what was loaded.
void DataPainter::takeData() {
    const core::DatasetPointer data = m_controller.dataset();
    if (m_controller.dataLoading() || (!m_folder.empty() && m_controller.config().text("data") == m_folder) || data == m_base) return;
    m_base = data;
    m_folder.clear();
    m_held.reset();
    m_available = data && paintable(*data);
    if (m_available) m_data.reset(*data);
    m_class = 0;
    m_erasing = false;
    emit toolsChanged();
    emit pointsChanged();
}

void DataPainter::chooseClass(int label) {
    m_class = label;
    m_erasing = false;
    emit toolsChanged();
}

void DataPainter::setErasing(bool on) {
    m_erasing = on;
    emit toolsChanged();
}

void DataPainter::press(QPointF place, QPointF reach, bool erase) {
    if (!m_available) return;
    m_data.beginStroke();
    m_strokeErases = erase || m_erasing;
    if (m_strokeErases) return drag(place, reach);
    const auto x = static_cast<float>(place.x());
    const auto y = static_cast<float>(place.y());
    m_held = m_data.nearest(x, y, static_cast<float>(reach.x()), static_cast<float>(reach.y()));
    if (m_held) return;
    m_held = m_data.add(x, y, m_class);
    edited();
}

void DataPainter::drag(QPointF place, QPointF reach) {
    const auto x = static_cast<float>(place.x());
    const auto y = static_cast<float>(place.y());
    if (m_strokeErases) {
        const auto under = m_data.nearest(x, y, static_cast<float>(reach.x()), static_cast<float>(reach.y()));
        if (!under) return;
        m_data.erase(*under);
        edited();
    } else if (m_held) {
        m_data.move(*m_held, x, y);
        edited();
    }
}

void DataPainter::release() {
    m_held.reset();
    m_strokeErases = false;
}

void DataPainter::undo() {
    release();
    if (!m_data.canUndo()) return;
    m_data.undo();
    edited();
}

void DataPainter::redo() {
    release();
    if (!m_data.canRedo()) return;
    m_data.redo();
    edited();
}

void DataPainter::clear() {
    release();
    if (m_data.points().empty()) return;
    m_data.eraseAll();
    edited();
}

void DataPainter::edited() {
    if (m_folder.empty()) m_folder = freeFolder(); // before anyone hears of the edit: the map holds its field for this folder
    emit pointsChanged();
    emit toolsChanged();
    save();
}

void DataPainter::save() {
    m_worker.submit([this, folder = m_folder, table = m_data.table()] {
        const auto outcome = write(folder, table.csvOfSplits());
        QMetaObject::invokeMethod(
            this, [this, folder, outcome] { saved(folder, outcome); }, Qt::QueuedConnection);
    });
}

void DataPainter::saved(const std::string& folder, const core::Result<void>& outcome) {
    if (folder != m_folder) return; // other data were chosen meanwhile
    if (!outcome) {
        emit failed(outcome.error());
        return;
    }
    if (const auto allowed = m_controller.presetGate().mayHave(m_controller.config(), "data", folder); !allowed)
        emit failed(allowed.error());
    else if (m_controller.config().text("data") == folder)
        m_controller.reloadData();
    else
        m_controller.setConfig(withData(m_controller.config(), folder));
}

/// The name of what is painted on, and the first number that is free.
std::string DataPainter::freeFolder() const {
    namespace fs = std::filesystem;
    std::string name = m_base->name;
    if (const std::size_t dot = name.rfind('.'); dot != std::string::npos && dot > 0) name.resize(dot);
    std::ranges::replace(name, '/', '-');
    std::error_code ignored;
    for (int number = 1;; ++number) {
        std::string folder = m_directory + "/painted-" + name + '-' + std::to_string(number);
        if (!fs::exists(folder, ignored)) return folder;
    }
}

core::Result<void> DataPainter::saveCsv(const std::string& path) const { return core::writeFileDurably(path, m_data.table().csv()); }

} // namespace epochlab::ui
