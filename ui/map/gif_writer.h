#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QSize>

#include <memory>

class QImage;

namespace epochlab::ui {

/// A moving picture as GIF, which repeats for ever, made frame by frame in memory. Each frame has its own palette of 256 colours. One
/// thread.
class GifWriter {
public:
    explicit GifWriter(QSize size);
    ~GifWriter();

    /// Precondition: of the size given at first. hundredths: of a second that it stays. Internal where the encoder fails.
    core::Result<void> add(const QImage& frame, int hundredths);
    /// The file; nothing can be added after it.
    core::Result<QByteArray> finish();

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace epochlab::ui
