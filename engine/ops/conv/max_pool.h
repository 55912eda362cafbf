// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/ops/conv/pool_windows.h"

/// @file
/// Loops of MaxPool, MaxPoolGrad and MaxPoolGradGrad; contract: max_pool.cpp.

namespace weft::conv {

/// output = the maximum of each window.
template <class T>
void maxPool(const Pooling& sizes, const T* image, T* output);
/// image gradient: each dy goes to the place of its window's first maximum; dImage is overwritten.
template <class T>
void maxPoolGrad(const Pooling& sizes, const T* image, const T* dy, T* dImage);
/// output = what `from`, shaped as the image, holds at each window's first maximum.
template <class T>
void maxPoolGradGrad(const Pooling& sizes, const T* image, const T* from, T* output);

}  // namespace weft::conv
