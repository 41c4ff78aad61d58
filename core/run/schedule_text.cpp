#include "run/schedule.h"

#include <algorithm>

namespace epochlab::core {
namespace {

using Kind = ScheduleShape::Kind;

const char* kindName(Kind kind) {
    if (kind == Kind::Step) return "step";
    return kind == Kind::Cosine ? "cosine" : "constant";
}

} // namespace

void setScheduleShape(ParamSet& config, const ScheduleShape& shape) {
    static_cast<void>(config.setText("schedule", kindName(shape.kind)));
    if (shape.kind == Kind::Cosine) static_cast<void>(config.set("schedule-minimum", shape.minimumShare));
    if (shape.kind != Kind::Step) return;
    static_cast<void>(config.set("schedule-factor", shape.stepFactor));
    static_cast<void>(config.set("schedule-every", shape.stepEveryEpochs));
}

std::string scheduleText(const ScheduleShape& shape) {
    std::string text = kindName(shape.kind);
    if (shape.kind == Kind::Cosine) text += ",schedule-minimum=" + valueText(shape.minimumShare);
    if (shape.kind == Kind::Step)
        text += ",schedule-factor=" + valueText(shape.stepFactor) + ",schedule-every=" + valueText(shape.stepEveryEpochs);
    return text;
}

Result<ParamSet> readScheduleText(std::string_view text, ParamSet config) {
    const std::string kind(text.substr(0, text.find(',')));
    if (const Result<void> set = config.setText("schedule", kind); !set) return set.error();
    for (std::size_t comma = text.find(','); comma != std::string_view::npos; comma = text.find(',', comma + 1)) {
        std::string_view part = text.substr(comma + 1);
        part = part.substr(0, part.find(','));
        const std::size_t equals = std::min(part.find('='), part.size());
        const std::string_view id = part.substr(0, equals);
        const bool known = id == "learning-rate" || (id.starts_with("schedule-") && config.table().find(id) && config.isVisible(id));
        if (!known || equals == part.size())
            return Error{ErrorCode::Usage, "\"" + std::string(part) + "\" says nothing of a " + kind + " schedule", "schedule-change",
                         kind == "step"     ? "name schedule-factor=, schedule-every= or learning-rate="
                         : kind == "cosine" ? "name schedule-minimum= or learning-rate="
                                            : "name learning-rate= alone"};
        if (const Result<void> set = config.setText(id, part.substr(equals + 1)); !set) return set.error();
    }
    return config;
}

std::string scheduleInWords(const ScheduleShape& shape) {
    if (shape.kind == Kind::Step)
        return "steps × " + valueText(shape.stepFactor) + " every " + valueText(shape.stepEveryEpochs) + " epochs";
    if (shape.kind == Kind::Constant) return "constant";
    return shape.minimumShare > 0.0 ? "cosine to " + valueText(shape.minimumShare) + " of the rate" : "cosine";
}

} // namespace epochlab::core
