#include "support/temporary_folder.h"
#include "weights/known_weights.h"

#include <gmock/gmock.h>

#include <cstdlib>

namespace epochlab::core {
namespace {

using testing::HasSubstr;
using testing::Optional;

class KnownWeightsPlaces : public testing::Test {
protected:
    KnownWeightsPlaces() {
        ::setenv("XDG_DATA_HOME", m_folder.path("data").c_str(), 1);
        ::unsetenv("EPOCHLAB_WEIGHTS");
    }
    ~KnownWeightsPlaces() override {
        ::unsetenv("XDG_DATA_HOME");
        ::unsetenv("EPOCHLAB_WEIGHTS");
    }
    test::TemporaryFolder m_folder;
};

TEST_F(KnownWeightsPlaces, AreLookedThroughInTheirOrder) {
    EXPECT_EQ(findWeights("resnet18"), std::nullopt);
    const std::string plain = m_folder.file("data/epochlab/weights/resnet18.safetensors", "x");
    EXPECT_THAT(findWeights("resnet18"), Optional(plain));
    EXPECT_EQ(findWeights("resnet34"), std::nullopt);
    const std::string known = m_folder.file("data/epochlab/weights/resnet18-f37072fd.pth", "x");
    EXPECT_THAT(findWeights("resnet18"), Optional(known));
    const std::string named = m_folder.file("mine/resnet18.pth", "x");
    ::setenv("EPOCHLAB_WEIGHTS", m_folder.path("mine").c_str(), 1);
    EXPECT_THAT(findWeights("resnet18"), Optional(named));
    const std::string file = m_folder.file("any.bin", "x");
    ::setenv("EPOCHLAB_WEIGHTS", file.c_str(), 1);
    EXPECT_THAT(findWeights("resnet34"), Optional(file));
}

TEST_F(KnownWeightsPlaces, AreSaidWhereThereIsNone) {
    const std::string advice = weightsAdvice("resnet18");
    EXPECT_THAT(advice, HasSubstr("resnet18-f37072fd.pth (46.8 MB, SHA-256 f37072fd…)"));
    EXPECT_THAT(advice, HasSubstr(m_folder.path("data/epochlab/weights")));
    EXPECT_THAT(advice, HasSubstr("EPOCHLAB_WEIGHTS"));
    EXPECT_THAT(weightsAdvice("cnn"), HasSubstr("put cnn.safetensors into"));
}

} // namespace
} // namespace epochlab::core
