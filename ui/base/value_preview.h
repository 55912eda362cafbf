// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <vector>

namespace weft::ui {

/// A tensor's value in small: a picture where it is one, else how its elements are spread.
struct ValuePreview {
    QImage image;           ///< null: it is none
    std::vector<int> bins;  ///< counts between its least and its greatest; empty: not counted
    bool isEmpty() const { return image.isNull() && bins.empty(); }
    friend bool operator==(const ValuePreview&, const ValuePreview&) = default;
};

}  // namespace weft::ui
