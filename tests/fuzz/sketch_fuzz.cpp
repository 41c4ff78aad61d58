#include "fuzz/fuzz.h"
#include "insight/sketch.h"

#include <string_view>

/// What is read is written and read again to the same curve.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace epochlab::core;
    const Result<Sketch> sketch = readSketch({reinterpret_cast<const char*>(data), size}, "sketch.csv");
    if (!sketch) return 0;
    FUZZ_CHECK(sketch->epochs.size() == sketch->values.size());
    const Result<Sketch> again = readSketch(sketchText(*sketch), "again.csv");
    FUZZ_CHECK(again.ok());
    FUZZ_CHECK(again->epochs == sketch->epochs && again->values == sketch->values && again->metric.series == sketch->metric.series);
    return 0;
}

namespace epochlab::fuzz {

std::vector<std::string> seeds(const std::vector<std::string>&) {
    return {"# made 1700000000000\nepoch,validation_accuracy\n1,0.25\n2.5,0.5\n50,0.9375\n", "epoch,training_loss\n0,3.5\n10,1e-3\n",
            "epoch,validation_loss\n"};
}

std::vector<std::string> words() {
    return {"# made ", "epoch", "validation_accuracy", ",", "\n", "\r\n", "nan", "inf", "-1", "1e999", "1e-400",
            "0x1p3",   "\"",    "\xEF\xBB\xBF"};
}

} // namespace epochlab::fuzz
