#pragma once

#include "base/result.h"
#include "data/dataset.h"
#include "data/picture_report.h"
#include "vision/picture.h"
#include "vision/picture_cache.h"

#include <cstdint>
#include <string>

namespace epochlab::core {

/// The pictures of a data set, row by row as its labels. Immutable; any thread. Precondition everywhere: the row is one of the split's.
class PictureSource {
public:
    virtual ~PictureSource() = default;

    /// As in the file, upright, 8-bit RGB: what a person may look at. The errors of PictureDecoder::decode(), those of reading a file, and
    /// DataUnreadablePicture for a file that is another one than at import; `where` names the file.
    virtual Result<Picture> picture(Split split, std::int64_t row) const = 0;
    /// Where it comes from, as it was at import.
    virtual PictureFile file(Split split, std::int64_t row) const = 0;
    /// Equal for equal contents.
    virtual std::uint64_t contentHash(Split split, std::int64_t row) const = 0;
    /// Whether picture() costs next to nothing, as the pixels are there already.
    virtual bool inMemory() const = 0;

    const PictureReport& report() const { return m_report; }

protected:
    PictureReport m_report; ///< complete before the source is shared
};

} // namespace epochlab::core
