// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "ui/base/theme.h"

namespace weft::ui {

/// What an op type or a recipe is for, by its name; Math where nothing better is known.
Category categoryOfOp(const QString& type);
/// "Math", "Array", ... as the palette heads its lists.
QString titleOfCategory(Category category);

/// Whether an op only tells of one tensor: drawn small beside it, as constants are.
bool isSummaryOp(const QString& op);

}  // namespace weft::ui
