#include "compare/method_table.h"

#include "compare/groups.h"
#include "compare/method_table_parts.h"
#include "params/model_fields.h"
#include "params/setting_words.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>

namespace epochlab::core {
namespace {

constexpr const char* seedField = "seed";
constexpr const char* modelField = "model";
constexpr const char* methodField = "method";
constexpr const char* rateField = "learning-rate";

const ParamSpec& specOf(const std::string& id) { return *mlpParams().find(id); }

bool counts(const ComparedRun& run, const std::string& id) { return run.config && run.config->isVisible(id); }

/// "0.00001", not "1e-5": the columns of a table are written alike.
std::string columnText(const ParamSpec& spec, const ParamValue& value) {
    const double* real = std::get_if<double>(&value);
    if (real == nullptr || std::abs(*real) < 1e-7 || std::abs(*real) >= 1e7) return valueWords(spec, value);
    std::array<char, 64> text{};
    return {text.data(), std::to_chars(text.data(), text.data() + text.size(), *real, std::chars_format::fixed).ptr};
}

/// Two runs in which it counts have other values of it.
bool varies(const ComparedRuns& runs, const std::string& id) {
    const ParamValue* first = nullptr;
    for (const ComparedRun& run : runs) {
        if (!counts(run, id)) continue;
        if (first != nullptr && run.config->value(id) != *first) return true;
        first = &run.config->value(id);
    }
    return false;
}

/// Whether the later run speaks for a seed in place of the one before it: what has ended, else what is under way, else a plan.
bool takesPlace(const ComparedRun& earlier, const ComparedRun& later) {
    const auto rank = [](const ComparedRun& run) {
        if (run.state == plannedState) return 0;
        if (run.underWay()) return 1;
        return run.state == "finished" || run.diverged() ? 3 : 2;
    };
    return rank(later) >= rank(earlier);
}

/// Deals runs out to rows and columns.
class Arrangement {
public:
    Arrangement(const std::vector<TabledRun>& runs, const TableQuestion& question)
        : m_runs(runs), m_metric(question.metric), m_column(specOf(question.columns).id) {
        for (std::size_t i = 0; i < runs.size(); ++i) {
            if (runs[i].run.steered) continue;
            m_places.push_back(i);
            m_compared.push_back(runs[i].run);
            m_compared.back().series.clear();
        }
        chooseFields(question.rows);
        findColumns();
    }

    MethodTable arrange() {
        MethodTable table{.metric = m_metric,
                          .rowsTitle = fieldWords(specOf(m_fields.front())),
                          .columnsTitle = fieldWords(specOf(m_column)),
                          .columnsField = m_column};
        for (const ParamValue& value : m_values) table.columns.push_back(columnText(specOf(m_column), value));
        for (const Part& part : parts()) {
            table.rows.push_back({.label = part.label, .spanning = part.spanning, .cells = {}});
            addCells(table.rows.back(), part.members);
        }
        table.steered = m_runs.size() - m_compared.size();
        return table;
    }

private:
    /// The members of a row.
    struct Part {
        std::string label;
        bool spanning = false;
        std::vector<std::size_t> members;
    };

    /// That which names the rows, then all else in which runs differ.
    void chooseFields(const std::string& wanted) {
        for (const ParamSpec& spec : mlpParams().specs())
            if (spec.id != seedField && spec.id != "report-every" && spec.id != m_column && varies(m_compared, spec.id))
                m_fields.push_back(spec.id);
        if (wanted != "threads") dropFollowingThreads(m_fields);
        std::string first = wanted.empty() ? std::string() : specOf(wanted).id;
        if (first.empty()) {
            const bool methods = std::ranges::find(m_fields, methodField) != m_fields.end();
            const auto other = std::ranges::find_if(m_fields, [](const std::string& id) { return id != modelField; });
            first = methods ? methodField : other != m_fields.end() ? *other : modelField;
        }
        std::erase(m_fields, first);
        m_fields.insert(m_fields.begin(), first);
    }

    /// In the order of the field's values; learning rates from the largest down.
    void findColumns() {
        ComparedRuns counting;
        std::ranges::copy_if(m_compared, std::back_inserter(counting), [this](const ComparedRun& run) { return counts(run, m_column); });
        for (const RunGroup& group : groupRuns(counting, {m_column}))
            m_values.push_back(counting[group.members.front()].config->value(m_column));
        if (m_column == rateField) std::ranges::reverse(m_values);
    }

    std::vector<Part> parts() const {
        std::vector<Part> parts;
        for (const RunGroup& group : groupRuns(m_compared, m_fields)) {
            Part across, spanning{.label = {}, .spanning = true, .members = {}};
            for (const std::size_t member : group.members)
                (counts(m_compared[member], m_column) ? across : spanning).members.push_back(member);
            for (Part* part : {&across, &spanning})
                if (!part->members.empty()) parts.push_back(std::move(*part));
        }
        std::ranges::stable_partition(parts, [](const Part& part) { return !part.spanning; });
        nameParts(parts);
        return parts;
    }

    /// The model is said where rows would else be called alike.
    void nameParts(std::vector<Part>& parts) const {
        std::map<std::string, int> uses;
        for (const Part& part : parts) ++uses[labelOf(part, false)];
        std::map<std::string, int> given;
        for (Part& part : parts) {
            const std::string plain = labelOf(part, false);
            part.label = uses[plain] > 1 ? labelOf(part, true) : plain;
            if (const int use = ++given[part.label]; use > 1) part.label += " (" + std::to_string(use) + ")";
        }
    }

    std::string labelOf(const Part& part, bool withModel) const {
        const ComparedRun& run = m_compared[part.members.front()];
        if (!run.config) return run.name.empty() ? run.id : run.name;
        std::string label;
        for (const std::string& id : m_fields) {
            const bool isFirst = id == m_fields.front();
            if (!run.config->isVisible(id) || (id == modelField && !isFirst && !withModel)) continue;
            const bool bare = id == modelField || (isFirst && specOf(id).kind == ParamKind::Choice); // the head says what it is
            const ParamValue& value = run.config->value(id);
            label += (label.empty() ? "" : ", ") + (bare ? valueWords(specOf(id), value) : settingWords(specOf(id), value));
        }
        return label.empty() ? valueWords(specOf(modelField), run.config->value(modelField)) : label;
    }

    void addCells(TableRow& row, const std::vector<std::size_t>& members) const {
        if (row.spanning) {
            row.cells.push_back(cellOf(members));
            return;
        }
        for (const ParamValue& value : m_values) {
            std::vector<std::size_t> own;
            std::ranges::copy_if(members, std::back_inserter(own),
                                 [&](std::size_t member) { return m_compared[member].config->value(m_column) == value; });
            row.cells.push_back(cellOf(own));
        }
        planMissing(row, members);
    }

    TableCell cellOf(const std::vector<std::size_t>& members) const {
        std::map<std::string, std::size_t> speaker; ///< by seed
        for (const std::size_t member : members) {
            const ComparedRun& run = m_compared[member];
            const auto [known, isNew] = speaker.emplace(run.config ? run.config->textOf(seedField) : run.id, member);
            if (!isNew && takesPlace(m_compared[known->second], run)) known->second = member;
        }
        TableCell cell;
        for (const auto& [seed, member] : speaker) {
            if (m_compared[member].state == plannedState)
                cell.missing.push_back(*m_compared[member].config);
            else
                cell.members.push_back(m_places[member]);
        }
        std::ranges::sort(cell.members);
        fillCell(cell, m_runs, m_metric);
        return cell;
    }

    /// For cells that nobody has planned: the settings and seeds of the row's fullest cell, with the column's value.
    void planMissing(TableRow& row, const std::vector<std::size_t>& members) const {
        std::map<std::string, std::map<std::int64_t, std::size_t>> byColumn;
        const std::map<std::int64_t, std::size_t>* fullest = nullptr;
        for (const std::size_t member : members) {
            const ParamSet& config = *m_compared[member].config;
            auto& seeds = byColumn[config.textOf(m_column)];
            seeds[config.integer(seedField)] = member;
            if (fullest == nullptr || seeds.size() > fullest->size()) fullest = &seeds;
        }
        for (std::size_t column = 0; column < row.cells.size(); ++column) {
            TableCell& cell = row.cells[column];
            if (!cell.members.empty() || !cell.missing.empty()) continue;
            for (const auto& [seed, member] : *fullest) {
                ParamSet config = *m_compared[member].config;
                if (config.set(m_column, m_values[column]) && config.validate().empty()) cell.missing.push_back(std::move(config));
            }
        }
    }

    const std::vector<TabledRun>& m_runs;
    Metric m_metric;
    std::string m_column;
    std::vector<std::size_t> m_places; ///< of m_compared among the runs
    ComparedRuns m_compared;
    std::vector<std::string> m_fields; ///< of the rows
    std::vector<ParamValue> m_values;  ///< of the columns
};

} // namespace

MethodTable methodTable(const std::vector<TabledRun>& runs, const TableQuestion& question) {
    MethodTable table = Arrangement(runs, question).arrange();
    markCells(table, runs);
    return table;
}

} // namespace epochlab::core
