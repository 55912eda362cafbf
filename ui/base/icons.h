// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QImage>
#include <QPixmap>
#include <QString>

#include "ui/base/theme.h"

namespace weft::ui {

/// Makes the compiled-in resources reachable; needed once before the first icon, because a static
/// library's resources do not register themselves.
void initResources();

/// Weft's own line icon (resources/icons/NAME.svg), tinted by the theme in force when it is
/// painted.
QIcon lineIcon(const QString& name);
/// The same as a picture of this size and colour, kept by each thread that asks. Threading: any.
QImage lineIconImage(const QString& name, int pixels, const QColor& colour, double ratio);
QPixmap lineIconPixmap(const QString& name, int pixels, const QColor& colour, double ratio);
/// The icon that stands for a category of ops.
QString iconOfCategory(Category category);

}  // namespace weft::ui
