#include "data/gzip.h"

#include "base/file_writer.h"

#include <algorithm>
#include <zlib.h>

namespace epochlab::core {
namespace {

constexpr std::size_t largestStep = 16U << 20U;

/// One stream of zlib's, ended with its object.
class Inflater {
public:
    Inflater() { m_ready = ::inflateInit2(&m_stream, 16 + MAX_WBITS) == Z_OK; } // 16: with gzip's header and checksum
    ~Inflater() { ::inflateEnd(&m_stream); }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    Result<std::string> unpack(std::string& packed, std::size_t maximumBytes, const std::string& path) {
        std::string bytes;
        int state = m_ready ? Z_OK : Z_MEM_ERROR;
        m_stream.next_in = reinterpret_cast<Bytef*>(packed.data());
        m_stream.avail_in = static_cast<uInt>(packed.size());
        while (state == Z_OK) {
            const std::size_t before = bytes.size();
            bytes.resize(before + std::clamp<std::size_t>(before, 1U << 16U, largestStep));
            m_stream.next_out = reinterpret_cast<Bytef*>(bytes.data() + before);
            m_stream.avail_out = static_cast<uInt>(bytes.size() - before);
            state = ::inflate(&m_stream, Z_NO_FLUSH);
            bytes.resize(bytes.size() - m_stream.avail_out);
            if (bytes.size() > maximumBytes)
                return Error{ErrorCode::DataTooLarge, "the file unpacks to more than " + std::to_string(maximumBytes) + " bytes", path,
                             "use a smaller file"};
            if (state == Z_STREAM_END && m_stream.avail_in > 0) state = ::inflateReset(&m_stream); // another member
        }
        if (state == Z_STREAM_END) return bytes;
        return Error{ErrorCode::UntrustedFile, state == Z_BUF_ERROR ? "the packed data are cut off" : "the packed data are damaged", path,
                     "copy the file again from where it came"};
    }

private:
    z_stream m_stream{};
    bool m_ready = false;
};

} // namespace

Result<std::string> readFileUnpacked(const std::string& path, std::size_t maximumBytes) {
    Result<std::string> bytes = readRegularFile(path, std::min(maximumBytes, std::size_t{0xffffffff}));
    if (!bytes || !bytes->starts_with("\x1f\x8b")) return bytes;
    return Inflater().unpack(*bytes, maximumBytes, path);
}

} // namespace epochlab::core
