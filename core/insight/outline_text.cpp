#include "insight/model_outline.h"

#include <algorithm>

namespace epochlab::core {
namespace {

constexpr std::size_t leastFolded = 3;

bool areEqual(const OutlineLayer& left, const OutlineLayer& right) {
    return left.kind == right.kind && left.behind == right.behind && left.input == right.input && left.output == right.output &&
           left.parameters == right.parameters && left.trained == right.trained;
}

} // namespace

ModelOutline folded(ModelOutline outline, std::size_t most) {
    if (outline.layers.size() <= most) return outline;
    std::vector<OutlineLayer> layers;
    for (std::size_t first = 0; first < outline.layers.size();) {
        std::size_t end = first + 1;
        while (end < outline.layers.size() && areEqual(outline.layers[first], outline.layers[end])) ++end;
        if (end - first < leastFolded) {
            layers.push_back(outline.layers[first++]);
            continue;
        }
        OutlineLayer whole = outline.layers[first];
        whole.count = static_cast<std::int64_t>(end - first);
        whole.last = outline.layers[end - 1].name;
        whole.parameters *= whole.count;
        whole.trained *= whole.count;
        layers.push_back(std::move(whole));
        first = end;
    }
    outline.layers = std::move(layers);
    return outline;
}

std::string shapeText(const std::vector<std::int64_t>& shape) {
    std::string text;
    for (const std::int64_t size : shape) text += (text.empty() ? "" : " × ") + std::to_string(size);
    return text;
}

std::string nameText(const OutlineLayer& layer) { return layer.count == 1 ? layer.name : layer.name + " … " + layer.last; }

std::string kindText(const OutlineLayer& layer) {
    std::string text = layer.count == 1 ? layer.kind : std::to_string(layer.count) + " × " + layer.kind;
    const bool matrix = layer.input.size() == 1 && layer.output.size() == 1 && layer.parameters > 0;
    if (matrix) text += " " + shapeText(layer.input) + " → " + shapeText(layer.output);
    return layer.behind.empty() ? text : text + ", " + layer.behind;
}

std::string totalText(const ModelOutline& outline) {
    if (outline.parameters == 0) return outline.note;
    const std::string text = groupedText(outline.parameters) + (outline.parameters == 1 ? " parameter" : " parameters");
    const std::int64_t frozen = outline.parameters - outline.trained;
    const std::string shares = outline.trained == 0 ? ", all frozen" : ", " + groupedText(outline.trained) + " trained, the rest frozen";
    return text + (frozen == 0 ? ", all trained" : shares) + (outline.note.empty() ? "" : ". " + outline.note);
}

std::string groupedText(std::int64_t number) {
    std::string text = std::to_string(number);
    for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, 1, ',');
    return text;
}

TextTable outlineTable(const ModelOutline& outline, TableFormat format) {
    const bool plain = format == TableFormat::Csv || format == TableFormat::TabSeparated;
    const auto number = [plain](std::int64_t value) {
        return TextTable::Cell{plain ? std::to_string(value) : groupedText(value), false, true};
    };
    TextTable table{{{"layer"}, {"kind"}, {"output"}, {"parameters", false, true}, {"trained", false, true}}, {}};
    for (const OutlineLayer& layer : outline.layers)
        table.rows.push_back(
            {{nameText(layer)}, {kindText(layer)}, {shapeText(layer.output)}, number(layer.parameters), number(layer.trained)});
    if (plain) return table; // whose columns are summed
    table.rows.push_back({{"total", true}, {""}, {""}, number(outline.parameters), number(outline.trained)});
    table.rows.back()[3].bold = true;
    return table;
}

} // namespace epochlab::core
