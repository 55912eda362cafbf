// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <optional>
#include <vector>

#include "engine/weft.h"

namespace weft::ui {

/// What a tensor's elements look like together.
struct TensorStats {
    double least = 0;
    double most = 0;
    double mean = 0;
    double norm = 0;        ///< square root of the sum of squares
    qint64 wild = 0;        ///< elements that are no finite numbers; the rest counts above
    std::vector<int> bins;  ///< counts in equal parts of [least, most]
};

/// Of the finite elements; nothing for an empty tensor or one that holds no real numbers.
/// @param bins how many parts; 0: none are counted. Complexity: linear, twice with bins.
std::optional<TensorStats> statsOf(const Tensor& tensor, int bins = 0);
/// |after - before| / |after|; nothing where they do not fit or the value is 0.
std::optional<double> updateRatio(const Tensor& before, const Tensor& after);

/// As TensorFlow 1 prints it: a float32 scalar with eight digits, `0.80000001`, whether fewer would
/// tell it or not; tensors as numpy does, on one line.
QString printedForm(const Tensor& tensor);
QString printedForm(double value);

}  // namespace weft::ui
