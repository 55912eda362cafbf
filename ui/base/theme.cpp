// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/theme.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace weft::ui {
namespace {

QColor rgb(quint32 value) { return QColor::fromRgb(value); }

template <std::size_t N>
std::array<QColor, N> colours(const std::array<quint32, N>& values) {
    std::array<QColor, N> out;
    std::transform(values.begin(), values.end(), out.begin(), rgb);
    return out;
}

/// The same everywhere: what is drawn in them has a border and a figure beside it.
std::array<QColor, kHeatColours> heatColours() {
    return colours<kHeatColours>({0x3B2F63, 0x7A3E78, 0xBF5B6A, 0xEE8E4F, 0xF7D25C});
}

Theme darkTheme() {
    Theme t;
    t.id = ThemeId::Dark;
    t.isDark = true;
    t.canvas = rgb(0x16191E);
    t.panel = rgb(0x1D2127);
    t.node = rgb(0x272C34);
    t.text = rgb(0xE8EBEF);
    t.text2 = rgb(0xA9B2BE);
    t.text3 = rgb(0x929CA9);
    t.line = rgb(0x3A414C);
    t.lineStrong = rgb(0x6F7987);
    t.accent = rgb(0x4C9DFF);
    t.onAccent = rgb(0x0B0D10);
    t.ok = rgb(0x3FCF8E);
    t.warn = rgb(0xF5B83D);
    t.error = rgb(0xFF6B61);
    t.gradient = rgb(0xC792FF);
    t.families =
        colours<kFamilies>({0x6B7DFF, 0xF4E34A, 0xE5661C, 0x3CB688, 0xFAB4F6, 0xF2F8F4, 0x877A86});
    t.categories = colours<kCategories>(
        {0x2F3A4D, 0x2E4244, 0x3A3550, 0x4A3A2A, 0x2C4436, 0x4B3040, 0x41413A, 0x3A3A42});
    t.series =
        colours<kSeriesColours>({0x7482FF, 0xA0992A, 0x74EE4A, 0xD25F88, 0xF6C4FF, 0xF6FAF2});
    t.devices = colours<kDeviceColours>({0x7482FF, 0xF4E34A, 0x3CB688, 0xFAB4F6});
    t.heat = heatColours();
    return t;
}

Theme lightTheme() {
    Theme t;
    t.id = ThemeId::Light;
    t.isDark = false;
    t.canvas = rgb(0xF3F5F8);
    t.panel = rgb(0xFFFFFF);
    t.node = rgb(0xFFFFFF);
    t.text = rgb(0x14181D);
    t.text2 = rgb(0x4A5360);
    t.text3 = rgb(0x626B78);
    t.line = rgb(0xD3D9E0);
    t.lineStrong = rgb(0x7C8693);
    t.accent = rgb(0x0B62C4);
    t.onAccent = rgb(0xFFFFFF);
    t.ok = rgb(0x0A7A4B);
    t.warn = rgb(0x8A5A00);
    t.error = rgb(0xC2261B);
    t.gradient = rgb(0x7A35B8);
    t.families =
        colours<kFamilies>({0x1740F0, 0x9C8206, 0xA31208, 0x4C8E90, 0x6A1060, 0x0B1210, 0x655F5A});
    t.categories = colours<kCategories>(
        {0xDCE6F7, 0xD8ECEC, 0xE6E0F6, 0xF6E7D2, 0xDBF0E2, 0xF6DDE8, 0xECECDD, 0xE6E6EC});
    t.series =
        colours<kSeriesColours>({0x3417C4, 0x967E2E, 0x2A7468, 0x742F02, 0x867CD4, 0x1A0A16});
    t.devices = colours<kDeviceColours>({0x3417C4, 0x967E2E, 0x2A7468, 0x742F02});
    t.heat = heatColours();
    return t;
}

/// Dark, with pure black behind, white words and borders that carry 7:1.
Theme contrastTheme() {
    Theme t = darkTheme();
    t.id = ThemeId::Contrast;
    t.canvas = rgb(0x000000);
    t.panel = rgb(0x000000);
    t.node = rgb(0x0C0E11);
    t.text = rgb(0xFFFFFF);
    t.text2 = rgb(0xE6EAF0);
    t.text3 = rgb(0xD0D6DE);
    t.line = rgb(0x8C95A1);
    t.lineStrong = rgb(0xFFFFFF);
    t.accent = rgb(0x6FB6FF);
    t.onAccent = rgb(0x000000);
    t.ok = rgb(0x5CF0AE);
    t.warn = rgb(0xFFD060);
    t.error = rgb(0xFF9188);
    t.gradient = rgb(0xDDBBFF);
    t.families =
        colours<kFamilies>({0x8B99FF, 0xF4E34A, 0xFF8A45, 0x4FD0A0, 0xFAB4F6, 0xF2F8F4, 0xB4A8B2});
    t.categories = colours<kCategories>(
        {0x22304A, 0x1F3A3C, 0x302A4C, 0x40301F, 0x1F3A2B, 0x42263A, 0x38382F, 0x303039});
    return t;
}

double linear(double channel) {
    return channel <= 0.03928 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& c) {
    return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF());
}

QFont sized(const QStringList& families, int pixels, QFont::Weight weight) {
    QFont font(families);
    font.setPixelSize(pixels);
    font.setWeight(weight);
    font.setHintingPreference(QFont::PreferVerticalHinting);
    return font;
}

}  // namespace

const Theme& themeById(ThemeId id) {
    static const std::array<Theme, 3> themes = {darkTheme(), lightTheme(), contrastTheme()};
    return themes[static_cast<std::size_t>(id)];
}

std::optional<ThemeId> themeFromName(QStringView name) {
    for (const ThemeId id : {ThemeId::Dark, ThemeId::Light, ThemeId::Contrast}) {
        if (name == nameOfTheme(id)) { return id; }
    }
    return std::nullopt;
}

const QColor& Theme::heatOf(double share) const {
    const auto above = std::ranges::upper_bound(kHeatSteps, share);
    return heat[static_cast<std::size_t>(above - kHeatSteps.begin())];
}

QColor Theme::paper(int k) const {
    constexpr std::array<Category, kPapers> kTints = {
        Category::Io,    Category::Math, Category::Array, Category::Nn,
        Category::State, Category::Data, Category::Train};
    return category(kTints[static_cast<std::size_t>(k < 0 || k >= kPapers ? 0 : k)]);
}

QString nameOfPaper(int k) {
    constexpr std::array<const char*, kPapers> kNames = {
        QT_TRANSLATE_NOOP("weft::ui::Theme", "grey"),
        QT_TRANSLATE_NOOP("weft::ui::Theme", "blue"),
        QT_TRANSLATE_NOOP("weft::ui::Theme", "teal"),
        QT_TRANSLATE_NOOP("weft::ui::Theme", "violet"),
        QT_TRANSLATE_NOOP("weft::ui::Theme", "amber"),
        QT_TRANSLATE_NOOP("weft::ui::Theme", "green"),
        QT_TRANSLATE_NOOP("weft::ui::Theme", "rose")};
    const auto at = static_cast<std::size_t>(k < 0 || k >= kPapers ? 0 : k);
    return QCoreApplication::translate("weft::ui::Theme", kNames[at]);
}

QString nameOfTheme(ThemeId id) {
    switch (id) {
        case ThemeId::Dark:
            return QStringLiteral("dark");
        case ThemeId::Light:
            return QStringLiteral("light");
        case ThemeId::Contrast:
            return QStringLiteral("contrast");
    }
    return {};
}

QPalette paletteOf(const Theme& theme) {
    QPalette p;
    p.setColor(QPalette::Window, theme.panel);
    p.setColor(QPalette::WindowText, theme.text);
    p.setColor(QPalette::Base, theme.isDark ? theme.canvas : theme.panel);
    p.setColor(QPalette::AlternateBase, mixed(theme.text, theme.panel, 0.03));
    p.setColor(QPalette::Text, theme.text);
    p.setColor(QPalette::PlaceholderText, theme.text3);
    p.setColor(QPalette::Button, theme.node);
    p.setColor(QPalette::ButtonText, theme.text);
    p.setColor(QPalette::BrightText, theme.error);
    p.setColor(QPalette::ToolTipBase, theme.node);
    p.setColor(QPalette::ToolTipText, theme.text);
    p.setColor(QPalette::Highlight, mixed(theme.accent, theme.panel, 0.28));
    p.setColor(QPalette::HighlightedText, theme.text);
    p.setColor(QPalette::Link, theme.accent);
    p.setColor(QPalette::LinkVisited, theme.gradient);
    p.setColor(QPalette::Light, theme.line);
    p.setColor(QPalette::Midlight, theme.line);
    p.setColor(QPalette::Mid, theme.line);
    p.setColor(QPalette::Dark, theme.line);
    p.setColor(QPalette::Shadow, theme.canvas);
    for (const QPalette::ColorRole role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        p.setColor(QPalette::Disabled, role, mixed(theme.text3, theme.panel, 0.6));
    }
    return p;
}

QColor mixed(const QColor& a, const QColor& b, double share) {
    const auto one = [share](double x, double y) {
        return static_cast<float>(x * share + y * (1 - share));
    };
    return QColor::fromRgbF(one(a.redF(), b.redF()), one(a.greenF(), b.greenF()),
                            one(a.blueF(), b.blueF()));
}

QColor withAlpha(QColor colour, double alpha) {
    colour.setAlphaF(static_cast<float>(alpha));
    return colour;
}

double contrastRatio(const QColor& a, const QColor& b) {
    const double la = luminance(a);
    const double lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

QFont fontOf(TextRole role) {
    const QStringList words = {QStringLiteral("Inter"), QStringLiteral("DejaVu Sans")};
    const QStringList mono = {QStringLiteral("JetBrains Mono"), QStringLiteral("DejaVu Sans Mono")};
    switch (role) {
        case TextRole::Body:
            return sized(words, 13, QFont::Normal);
        case TextRole::Title:
            return sized(words, 13, QFont::DemiBold);
        case TextRole::Caption:
            return sized(words, 11, QFont::Normal);
        case TextRole::Head:
            return sized(words, 16, QFont::DemiBold);
        case TextRole::Welcome:
            return sized(words, 20, QFont::DemiBold);
        case TextRole::Mono:
            return sized(mono, 12, QFont::Normal);
        case TextRole::MonoStrong:
            return sized(mono, 12, QFont::DemiBold);
        case TextRole::MonoSmall:
            return sized(mono, 11, QFont::Normal);
    }
    return {};
}

}  // namespace weft::ui
