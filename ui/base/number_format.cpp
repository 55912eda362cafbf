// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/number_format.h"

#include <array>
#include <cmath>

namespace weft::ui {
namespace {

constexpr QChar kMinus(0x2212);
constexpr QChar kThinSpace(0x2009);

QString grouped(QString digits) {
    for (qsizetype at = digits.size() - 3; at > 0; at -= 3) { digits.insert(at, kThinSpace); }
    return digits;
}

/// Drops zeros after the point: "0.5000" becomes "0.5".
void trimZeros(QString& text) {
    if (!text.contains('.')) { return; }
    while (text.endsWith('0')) { text.chop(1); }
    if (text.endsWith('.')) { text.chop(1); }
}

enum class Zeros { Drop, Keep };

QString withExponent(double size, int digits, Zeros zeros) {
    const QString text = QString::number(size, 'e', digits - 1);
    const qsizetype e = text.indexOf('e');
    QString mantissa = text.left(e);
    if (zeros == Zeros::Drop) { trimZeros(mantissa); }
    const int power = text.mid(e + 1).toInt();
    return mantissa + 'e' + (power < 0 ? QString(kMinus) : QString()) +
           QString::number(std::abs(power));
}

/// Digits before the point of the number as it is written: 9.9996 with four digits is 10.00.
int wholeDigits(double size, int digits) {
    const QString text = QString::number(size, 'e', digits - 1);
    return text.mid(text.indexOf('e') + 1).toInt() + 1;
}

QString format(double value, int digits, Zeros zeros) {
    if (std::isnan(value)) { return QStringLiteral("NaN"); }
    const QString sign = std::signbit(value) && value != 0 ? QString(kMinus) : QString();
    const double size = std::abs(value);
    if (std::isinf(value)) { return sign + QChar(0x221E); }
    if (size == 0) { return formatFixed(0, zeros == Zeros::Keep ? digits - 1 : 0); }
    if (size < 1e-4 || size >= 1e9) { return sign + withExponent(size, digits, zeros); }
    const int decimals = std::max(0, digits - wholeDigits(size, digits));
    QString text = QString::number(size, 'f', decimals);
    if (zeros == Zeros::Drop) { trimZeros(text); }
    const qsizetype point = text.indexOf('.');
    if (point < 0) { return sign + grouped(text); }
    return sign + grouped(text.left(point)) + text.mid(point);
}

}  // namespace

QString formatNumber(double value, int digits) { return format(value, digits, Zeros::Drop); }

QString formatMeasure(double value, int digits) { return format(value, digits, Zeros::Keep); }

QString formatFixed(double value, int decimals) {
    const QString text = QString::number(std::abs(value), 'f', decimals);
    const qsizetype point = decimals > 0 ? text.indexOf('.') : text.size();
    const bool isZero = text.count('0') + text.count('.') == text.size();
    const QString sign = value < 0 && !isZero ? QString(kMinus) : QString();
    return sign + grouped(text.left(point)) + text.mid(point);
}

QString formatCount(qint64 value) {
    const QString digits =
        QString::number(value < 0 ? 0 - static_cast<quint64>(value) : static_cast<quint64>(value));
    return (value < 0 ? QString(kMinus) : QString()) + grouped(digits);
}

QString formatBytes(qint64 bytes) {
    static const std::array<const char*, 5> kUnits = {"B", "KiB", "MiB", "GiB", "TiB"};
    double size = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (size >= 1024 && unit + 1 < kUnits.size()) {
        size /= 1024;
        ++unit;
    }
    return formatNumber(size, 3) + ' ' + QLatin1String(kUnits[unit]);
}

QString formatTime(qint64 nanoseconds) {
    static const std::array<QString, 4> kUnits = {QStringLiteral("ns"), QStringLiteral("\u00B5s"),
                                                  QStringLiteral("ms"), QStringLiteral("s")};
    auto time = static_cast<double>(nanoseconds);
    std::size_t unit = 0;
    while (time >= 999.5 && unit + 1 < kUnits.size()) {
        time /= 1000;
        ++unit;
    }
    return (unit == 0 ? formatCount(nanoseconds) : formatMeasure(time, 3)) + ' ' + kUnits[unit];
}

QString formatShare(double share) {
    const double percent = share * 100;
    if (percent > 0 && percent < 0.1) { return QStringLiteral("< 0.1 %"); }
    const int decimals = percent < 9.95 && percent > 0 ? 1 : 0;
    return formatFixed(percent, decimals) + QStringLiteral(" %");
}

QString formatDuration(double seconds) {
    if (!(seconds >= 0) || std::isinf(seconds)) { return QStringLiteral("-"); }
    const auto total = static_cast<qint64>(std::llround(seconds));
    if (total < 60) { return QStringLiteral("%1 s").arg(total); }
    if (total < 3600) {
        return QStringLiteral("%1 min %2 s").arg(total / 60).arg(total % 60, 2, 10, QChar('0'));
    }
    return QStringLiteral("%1 h %2 min").arg(total / 3600).arg(total / 60 % 60, 2, 10, QChar('0'));
}

}  // namespace weft::ui
