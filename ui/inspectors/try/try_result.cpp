// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/try/try_result.h"

#include <QPainter>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "ui/base/number_format.h"
#include "ui/base/proxy_style.h"
#include "ui/base/row_image.h"
#include "ui/base/to_qt.h"

namespace weft::ui {
namespace {

constexpr std::size_t kMostBars = 12;  // of more classes the best are shown
constexpr std::size_t kMostClasses = 10000;
constexpr int kRow = 20;
constexpr int kNameWidth = 104;
constexpr int kValueWidth = 52;
constexpr int kPicture = 140;

void makeProbabilities(std::vector<double>& values) {
    const double most = *std::ranges::max_element(values);
    double sum = 0;
    for (double& value : values) { sum += value = std::exp(value - most); }
    for (double& value : values) { value /= sum; }
}

}  // namespace

TryResult::TryResult(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("tryResult"));
    setAccessibleName(tr("Answer"));
    clear();
}

void TryResult::clear() {
    m_bars.clear();
    m_image = {};
    m_text.clear();
    setMinimumHeight(kRow);
    update();
}

void TryResult::setValue(const Tensor& value, const Options& options) {
    m_bars.clear();
    m_image = {};
    m_text.clear();
    const std::vector<double> numbers = numbersOf(value);
    const bool oneRow = value.rank() >= 1 && value.shape().dims()[0] == 1;
    const PartialShape row = oneRow ? PartialShape(value.shape()).slice(1) : PartialShape();
    int height = kRow;
    if (oneRow && value.rank() == 2 && numbers.size() > 1 && numbers.size() <= kMostClasses &&
        isFloating(value.dtype())) {
        setBars(numbers, options);
        height = static_cast<int>(m_bars.size()) * kRow;
    } else if (oneRow && value.rank() >= 3 && imageShapeOf(row)) {
        m_image = imageOfRow(value, 0, brightestOf(value));
        height = kPicture;
    } else if (numbers.size() == 1) {
        m_text = isFloating(value.dtype()) || options.names.isEmpty()
                     ? formatNumber(numbers[0])
                     : className(options.names, static_cast<int>(numbers[0]));
    } else {
        constexpr int kMostLines = 12;
        m_text = toQt(formatTensor(value, {.digits = 4, .lineWidth = 32}));
        const auto lines = static_cast<int>(m_text.count('\n')) + 1;
        height = std::min(lines, kMostLines) * kRow;
    }
    setMinimumHeight(height);
    update();
}

void TryResult::setBars(std::vector<double> values, const Options& options) {
    const bool finite = std::ranges::all_of(values, [](double v) { return std::isfinite(v); });
    if (options.scores && finite) { makeProbabilities(values); }
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto best = static_cast<std::size_t>(std::ranges::max_element(values) - values.begin());
    if (values.size() > kMostBars) {
        std::ranges::stable_sort(
            order, [&](std::size_t a, std::size_t b) { return values[a] > values[b]; });
        order.resize(kMostBars);
    }
    for (const std::size_t i : order) {
        m_bars.push_back({className(options.names, static_cast<int>(i)), values[i], i == best,
                          static_cast<int>(i) == options.label});
    }
}

void TryResult::paintEvent(QPaintEvent*) {
    const Theme& theme = appTheme();
    QPainter p(this);
    if (!m_image.isNull()) {
        p.drawImage(QRectF(0, 0, kPicture, kPicture), m_image);
        return;
    }
    if (m_bars.empty()) {
        p.setFont(fontOf(m_text.contains('\n') ? TextRole::MonoSmall : TextRole::MonoStrong));
        p.setPen(theme.text);
        p.drawText(rect(), Qt::AlignLeft | Qt::AlignTop, m_text);
        return;
    }
    double least = 0;
    double most = 0;
    for (const TryBar& bar : m_bars) {
        if (!std::isfinite(bar.value)) { continue; }
        least = std::min(least, bar.value);
        most = std::max(most, bar.value);
    }
    const bool shares = least >= 0 && most <= 1;
    const double span = shares ? 1 : std::max(most - least, 1e-12);
    const double room = width() - kNameWidth - kValueWidth;
    const double zero = kNameWidth + (shares ? 0 : -least / span * room);
    const QFontMetricsF metrics(fontOf(TextRole::MonoSmall));
    for (std::size_t i = 0; i < m_bars.size(); ++i) {
        const TryBar& bar = m_bars[i];
        const QRectF line(0, static_cast<double>(i) * kRow, width(), kRow);
        p.setFont(fontOf(TextRole::MonoSmall));
        p.setPen(bar.best ? theme.text : theme.text2);
        // The right class has a mark beside its name, not only a colour.
        const QString name =
            (bar.wanted ? QStringLiteral("\u2713 ") : QStringLiteral("  ")) + bar.name;
        p.drawText(line.adjusted(0, 0, -width() + kNameWidth - 8, 0), Qt::AlignVCenter,
                   metrics.elidedText(name, Qt::ElideRight, kNameWidth - 8));
        if (std::isfinite(bar.value)) {
            const double end = zero + bar.value / span * room;
            p.fillRect(QRectF(std::min(zero, end), line.top() + 4,
                              std::max(std::abs(end - zero), 1.0), kRow - 8),
                       bar.best ? (bar.wanted ? theme.ok : theme.accent) : theme.lineStrong);
        }
        p.setPen(bar.best ? theme.text : theme.text2);
        p.drawText(line, Qt::AlignVCenter | Qt::AlignRight,
                   shares ? formatFixed(bar.value, 3) : formatNumber(bar.value));
    }
}

}  // namespace weft::ui
