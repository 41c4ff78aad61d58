#pragma once

#include "data/dataset.h"
#include "data/picture_options.h"

#include <optional>

namespace epochlab::core {

/// Whether the folder holds the training pictures of an IDX data set (MNIST and its kin: train-images-idx3-ubyte, gzipped or not) or of
/// CIFAR-10 or CIFAR-100 in the binary version (data_batch_1.bin, train.bin).
bool holdsIdx(const std::string& folder);
bool holdsCifar(const std::string& folder);

/// The four files train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images…, t10k-labels…; the latter two may be missing. Without
/// `classNames` classes are called by their numbers. DataNotFound; UntrustedFile for a file that is no IDX, cut off, too long, or of
/// another count than its partner; the errors of readFileUnpacked() and datasetOfBlocks().
Result<TableDataset> loadIdx(const std::string& folder, const std::vector<std::string>& classNames, const PictureOptions& options);

/// CIFAR-100 by its fine labels. Names from batches.meta.txt or fine_label_names.txt where they are there. Errors as loadIdx().
Result<TableDataset> loadCifar(const std::string& folder, const PictureOptions& options);

/// The folder of Debian's package dataset-fashion-mnist, or EPOCHLAB_FASHION_MNIST. DataNotFound names the package.
Result<TableDataset> loadFashionMnist(const PictureOptions& options);

} // namespace epochlab::core
