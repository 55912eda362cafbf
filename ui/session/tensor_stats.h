// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <optional>
#include <vector>

#include "engine/weft.h"
#include "ui/base/value_preview.h"

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

/// A value where the processor can read it: of one that lies on a card a copy, for which it waits.
/// Invalid where there is none, or the card does not give it.
Tensor readable(const Tensor& value);
/// Of the finite elements; nothing for an empty tensor or one that holds no real numbers.
/// @param bins how many parts; 0: none are counted. Complexity: linear, twice with bins.
std::optional<TensorStats> statsOf(const Tensor& tensor, int bins = 0);
/// |after - before| / |after|; nothing where they do not fit or the value is 0.
std::optional<double> updateRatio(const Tensor& before, const Tensor& after);

/// Whether rows that could be pictures are: [n,k*k] is more often a list of numbers.
enum class RowsAre { Numbers, MaybePictures };
/// The first row as a picture: of [n,h,w,1] and [n,h,w,3], and of whatever may be one where that is
/// so; else a histogram. Empty for few elements, and for what holds no numbers. Of a large value
/// the first rows stand for all.
ValuePreview previewOf(const Tensor& value, RowsAre rows = RowsAre::Numbers);

/// As TensorFlow 1 prints it: a float32 scalar with eight digits, `0.80000001`, whether fewer would
/// tell it or not; tensors as numpy does, on one line.
QString printedForm(const Tensor& tensor);
QString printedForm(double value);

}  // namespace weft::ui
