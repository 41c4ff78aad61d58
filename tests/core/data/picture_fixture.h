#pragma once

#include "core/data/data_fixture.h"
#include "core/vision/samples.h"
#include "data/picture_options.h"
#include "data/picture_source.h"

namespace epochlab::core {

/// Loads with the decoder that the programs have.
class PictureDataTest : public DataTest {
protected:
    static LoadServices services() {
        LoadServices services;
        services.decoder = []() -> Result<PictureDecoderPointer> {
            static const PictureDecoderPointer shared(epochlab_make_picture_decoder());
            return shared;
        };
        services.threads = 2;
        return services;
    }
    static Result<DatasetPointer> loadPictures(const std::string& data, const test::Fields& fields = {}) {
        return loadDatasetWith(paramsFor(data, fields), services());
    }
    /// The data set; on an error a test failure and an empty one.
    static TableDataset pictures(const std::string& data, const test::Fields& fields = {}) {
        const auto dataset = loadPictures(data, fields);
        if (dataset) return **dataset;
        ADD_FAILURE() << describe(dataset.error());
        return {};
    }

    /// A picture of its own for each number, as a PPM.
    static std::string ppm(int number, int width = 4, int height = 3) {
        std::string bytes = "P6\n" + std::to_string(width) + " " + std::to_string(height) + "\n255\n";
        for (int i = 0; i < width * height * 3; ++i) bytes.push_back(static_cast<char>(number * 31 + i * (number % 7 + 1)));
        return bytes;
    }
    /// Classes a and b with so many pictures each below the folder; the numbers begin at `first`.
    void writeClasses(const std::string& folder, int count, int first) const {
        for (int i = 0; i < count; ++i) {
            write(folder + "/a/" + std::to_string(i) + ".ppm", ppm(first + i));
            write(folder + "/b/" + std::to_string(i) + ".ppm", ppm(first + 1000 + i));
        }
    }
    void writeSplits(const std::string& folder, int count) const {
        writeClasses(folder + "/train", count, 0);
        writeClasses(folder + "/val", 2, 100);
        writeClasses(folder + "/test", 2, 200);
    }
};

inline std::array<std::int64_t, 3> countsOf(const TableDataset& dataset) {
    return {dataset.splits[0].count, dataset.splits[1].count, dataset.splits[2].count};
}

} // namespace epochlab::core
