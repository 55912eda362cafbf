// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

/// @file
/// How numbers are written on screen: 4 significant digits, a true minus sign (U+2212), thin spaces
/// between thousands.

namespace weft::ui {

/// "0.0312", "1.204", "12 340", "1.2e−7", "NaN", "−∞".
QString formatNumber(double value, int digits = 4);
/// A measured value: always that many significant digits, so that live ones do not jump: "0.8210",
/// "1.000", "12 340".
QString formatMeasure(double value, int digits = 4);
/// With that many digits behind the point, as a column of numbers wants it: "0.50".
QString formatFixed(double value, int decimals);
/// "60 000".
QString formatCount(qint64 value);
/// "1.2 MiB", "392 B".
QString formatBytes(qint64 bytes);
/// "1.23 ms", "340 µs", "12 ns": how long an op or a step took.
QString formatTime(qint64 nanoseconds);
/// "12 %", "0.4 %", "< 0.1 %". @param share 0 to 1.
QString formatShare(double share);
/// "3 s", "2 min 05 s", "1 h 12 min"; "-" for negative (not known).
QString formatDuration(double seconds);

}  // namespace weft::ui
