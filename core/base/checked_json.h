#pragma once

#include "base/broken_rule.h"
#include "base/foreign_text.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <limits>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace epochlab::core {

struct JsonLimits {
    int depth = 16;
    std::size_t keys = std::numeric_limits<std::size_t>::max(); ///< in the whole text
    std::size_t list = std::numeric_limits<std::size_t>::max(); ///< values after a key, those of lists in the list included
};

/// A first walk over a foreign text, which builds nothing: refuses deep nesting, long lists and duplicate keys, which the parser would take
/// in silence. (The parser's own callback for that takes quadratic time.) Throws BrokenRule. Private to readers of foreign files.
template <typename Json> class JsonRules : public nlohmann::json_sax<Json> {
    using Sax = nlohmann::json_sax<Json>;

public:
    JsonRules(const JsonLimits& limits, std::string subject) : m_limits(limits), m_subject(std::move(subject)) {}

    bool null() override { return listed(); }
    bool boolean(bool /*value*/) override { return listed(); }
    bool number_integer(typename Sax::number_integer_t /*value*/) override { return listed(); }
    bool number_unsigned(typename Sax::number_unsigned_t /*value*/) override { return listed(); }
    bool number_float(typename Sax::number_float_t /*value*/, const typename Sax::string_t& /*text*/) override { return listed(); }
    bool string(typename Sax::string_t& /*value*/) override { return listed(); }
    bool binary(typename Sax::binary_t& /*value*/) override { return listed(); }
    bool start_array(std::size_t /*size*/) override { return listed() && deeper(); }
    bool start_object(std::size_t /*size*/) override {
        m_keys.emplace_back();
        return listed() && deeper();
    }
    bool key(typename Sax::string_t& name) override {
        m_listed = 0;
        if (++m_count > m_limits.keys) broken(m_subject + " names too many things");
        if (!m_keys.back().insert(name).second) broken(m_subject + " names \"" + showableName(name) + "\" twice");
        return true;
    }
    bool end_object() override {
        m_keys.pop_back();
        return shallower();
    }
    bool end_array() override { return shallower(); }
    bool parse_error(std::size_t /*position*/, const std::string& /*token*/, const nlohmann::detail::exception& /*problem*/) override {
        broken(m_subject + " is not JSON in UTF-8");
    }

private:
    bool listed() {
        if (++m_listed > m_limits.list) broken(m_subject + " holds a long list");
        return true;
    }
    bool deeper() {
        if (++m_depth > m_limits.depth) broken(m_subject + " is nested more than " + std::to_string(m_limits.depth) + " levels deep");
        return true;
    }
    bool shallower() {
        --m_depth;
        return true;
    }

    JsonLimits m_limits;
    std::string m_subject;
    std::vector<std::set<std::string>> m_keys; ///< of the objects that are open
    std::size_t m_count = 0;
    std::size_t m_listed = 0; ///< what stands after the last key
    int m_depth = 0;
};

/// The text as a document, once it keeps the rules. Throws BrokenRule; `subject` begins its sentence ("the header").
template <typename Json> Json parseCheckedJson(std::string_view text, const JsonLimits& limits, const std::string& subject) {
    JsonRules<Json> rules(limits, subject);
    if (!Json::sax_parse(text.begin(), text.end(), &rules)) broken(subject + " is not JSON in UTF-8");
    return Json::parse(text.begin(), text.end());
}

} // namespace epochlab::core
