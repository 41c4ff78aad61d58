#include "data/csv_parser.h"

namespace epochlab::core {
namespace {

class Parser {
public:
    Parser(std::string_view text, char delimiter, const std::string& file) : m_text(text), m_delimiter(delimiter), m_file(file) {}

    Result<CsvCells> parse(std::size_t maximumRecords) {
        while (m_at < m_text.size() && m_out.records.size() < maximumRecords) {
            const Result<void> row = parseRecord();
            if (!row) return row.error();
        }
        return std::move(m_out);
    }

private:
    bool atLineEnd() const { return m_at >= m_text.size() || m_text[m_at] == '\n' || m_text[m_at] == '\r'; }

    void skipLineEnd() {
        if (m_at >= m_text.size()) return;
        if (m_text[m_at] == '\r' && m_at + 1 < m_text.size() && m_text[m_at + 1] == '\n') ++m_at;
        ++m_at;
        ++m_line;
    }

    void skipSpaces() {
        if (m_delimiter != ' ') return;
        while (m_at < m_text.size() && m_text[m_at] == ' ') ++m_at;
    }

    Result<void> parseRecord() {
        CsvRecord record{m_out.cells.size(), 0, m_line};
        skipSpaces();
        bool more = true;
        while (more) {
            if (m_at < m_text.size() && m_text[m_at] == '"') {
                if (Result<void> cell = parseQuoted(); !cell) return cell;
            } else {
                parseBare();
            }
            skipSpaces();
            more = !atLineEnd();
            if (more && m_delimiter != ' ') ++m_at; // the delimiter
        }
        record.count = m_out.cells.size() - record.first;
        skipLineEnd();
        return finish(record);
    }

    Result<void> finish(const CsvRecord& record) {
        const std::string where = m_file + ", row " + std::to_string(record.line);
        if (record.count > maximumCsvColumns)
            return Error{ErrorCode::DataTooLarge, "more than " + std::to_string(maximumCsvColumns) + " columns", where,
                         "check the delimiter"};
        if (m_out.cells.size() > maximumCsvCells)
            return Error{ErrorCode::DataTooLarge, "more than " + std::to_string(maximumCsvCells) + " cells", where, "use a smaller file"};
        const bool blank = record.count == 1 && m_out.cells.back().find_first_not_of(" \t") == std::string_view::npos;
        if (blank)
            m_out.cells.pop_back();
        else
            m_out.records.push_back(record);
        return {};
    }

    void parseBare() {
        const std::size_t start = m_at;
        while (!atLineEnd() && m_text[m_at] != m_delimiter) ++m_at;
        m_out.cells.push_back(m_text.substr(start, m_at - start));
    }

    Result<void> parseQuoted() {
        const std::int64_t opened = m_line;
        const std::size_t start = ++m_at;
        std::string gathered;
        bool plain = true;
        while (true) {
            const std::size_t quote = m_text.find('"', m_at);
            if (quote == std::string_view::npos)
                return Error{ErrorCode::DataQuote, "a quote that opens here never closes", m_file + ", row " + std::to_string(opened),
                             "close it, or double quotes inside a quoted cell"};
            countLines(m_at, quote);
            gathered.append(m_text.substr(m_at, quote - m_at));
            m_at = quote + 1;
            if (m_at >= m_text.size() || m_text[m_at] != '"') break;
            gathered += '"';
            ++m_at;
            plain = false;
        }
        const std::size_t end = m_at - 1;
        while (!atLineEnd() && m_text[m_at] != m_delimiter) {
            gathered += m_text[m_at++]; // text after the closing quote: kept, as spreadsheets do
            plain = false;
        }
        m_out.cells.push_back(plain ? m_text.substr(start, end - start)
                                    : std::string_view(m_out.unescaped.emplace_back(std::move(gathered))));
        return {};
    }

    void countLines(std::size_t from, std::size_t to) {
        for (std::size_t i = from; i < to; ++i)
            if (m_text[i] == '\n' || (m_text[i] == '\r' && (i + 1 >= m_text.size() || m_text[i + 1] != '\n'))) ++m_line;
    }

    std::string_view m_text;
    char m_delimiter;
    const std::string& m_file;
    std::size_t m_at = 0;
    std::int64_t m_line = 1;
    CsvCells m_out;
};

} // namespace

Result<CsvCells> parseCsv(std::string_view text, char delimiter, const std::string& file, std::size_t maximumRecords) {
    return Parser(text, delimiter, file).parse(maximumRecords);
}

} // namespace epochlab::core
