#include "map/gif_writer.h"

#include <QImage>

#include <gif_lib.h>

#include <algorithm>
#include <array>

namespace epochlab::ui {
namespace {

constexpr int colours = 256;

int take(GifFileType* file, const GifByteType* bytes, int count) {
    static_cast<QByteArray*>(file->UserData)->append(reinterpret_cast<const char*>(bytes), count);
    return count;
}

core::Error failure(const GifFileType* file) {
    const char* words = file != nullptr ? GifErrorString(file->Error) : nullptr;
    return {core::ErrorCode::Internal, std::string("the picture could not be encoded: ") + (words != nullptr ? words : "no memory"), "",
            "choose a smaller picture, or fewer frames"};
}

struct FreeColours {
    void operator()(ColorMapObject* map) const { GifFreeMapObject(map); }
};

/// That of an indexed picture, filled up with black.
std::unique_ptr<ColorMapObject, FreeColours> coloursOf(const QImage& indexed) {
    std::array<GifColorType, colours> table{};
    for (int i = 0; i < std::min<int>(colours, indexed.colorCount()); ++i) {
        const QRgb colour = indexed.color(i);
        table[std::size_t(i)] = {GifByteType(qRed(colour)), GifByteType(qGreen(colour)), GifByteType(qBlue(colour))};
    }
    return std::unique_ptr<ColorMapObject, FreeColours>(GifMakeMapObject(colours, table.data()));
}

} // namespace

struct GifWriter::Parts {
    explicit Parts(QSize picture) : size(picture) {}

    bool begin();
    bool write(const QImage& indexed, int hundredths);

    QSize size;
    QByteArray bytes;
    GifFileType* file = nullptr;
};

bool GifWriter::Parts::begin() {
    int error = 0;
    file = EGifOpen(&bytes, take, &error);
    if (file == nullptr) return false;
    EGifSetGifVersion(file, true);
    if (EGifPutScreenDesc(file, size.width(), size.height(), 8, 0, nullptr) == GIF_ERROR) return false;
    constexpr std::array<GifByteType, 3> forEver{1, 0, 0}; // Netscape's block: how often it repeats
    return EGifPutExtensionLeader(file, APPLICATION_EXT_FUNC_CODE) == GIF_OK && EGifPutExtensionBlock(file, 11, "NETSCAPE2.0") == GIF_OK &&
           EGifPutExtensionBlock(file, int(forEver.size()), forEver.data()) == GIF_OK && EGifPutExtensionTrailer(file) == GIF_OK;
}

bool GifWriter::Parts::write(const QImage& indexed, int hundredths) {
    GraphicsControlBlock control{
        .DisposalMode = DISPOSE_DO_NOT, .UserInputFlag = false, .DelayTime = hundredths, .TransparentColor = NO_TRANSPARENT_COLOR};
    std::array<GifByteType, 4> extension{};
    EGifGCBToExtension(&control, extension.data());
    const auto table = coloursOf(indexed);
    if (!table || EGifPutExtension(file, GRAPHICS_EXT_FUNC_CODE, int(extension.size()), extension.data()) == GIF_ERROR ||
        EGifPutImageDesc(file, 0, 0, size.width(), size.height(), false, table.get()) == GIF_ERROR)
        return false;
    QByteArray line(size.width(), 0); // the encoder masks its bytes in place
    for (int y = 0; y < size.height(); ++y) {
        std::copy_n(reinterpret_cast<const char*>(indexed.constScanLine(y)), size.width(), line.data());
        if (EGifPutLine(file, reinterpret_cast<GifPixelType*>(line.data()), size.width()) == GIF_ERROR) return false;
    }
    return true;
}

GifWriter::GifWriter(QSize size) : m_parts(std::make_unique<Parts>(size)) {}

GifWriter::~GifWriter() {
    int ignored = 0;
    if (m_parts->file != nullptr) EGifCloseFile(m_parts->file, &ignored);
}

core::Result<void> GifWriter::add(const QImage& frame, int hundredths) {
    Parts& parts = *m_parts;
    if (parts.file == nullptr && !parts.begin()) return failure(parts.file);
    const QImage indexed = frame.convertToFormat(QImage::Format_Indexed8, Qt::ThresholdDither | Qt::AvoidDither);
    if (!parts.write(indexed, hundredths)) return failure(parts.file);
    return {};
}

core::Result<QByteArray> GifWriter::finish() {
    Parts& parts = *m_parts;
    if (parts.file == nullptr && !parts.begin()) return failure(parts.file);
    int error = 0;
    if (EGifCloseFile(std::exchange(parts.file, nullptr), &error) == GIF_ERROR) return failure(nullptr);
    return parts.bytes;
}

} // namespace epochlab::ui
