// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QPalette>
#include <QString>
#include <array>
#include <optional>

/// @file
/// The tokens of how Weft looks: the only place where a colour, a type size or a radius is written.

namespace weft::ui {

/// The three token sets.
enum class ThemeId { Dark, Light, Contrast };

/// What a socket or wire carries, as far as colour and shape go. The width of a type is told in
/// text.
enum class Family { Float, Integer, Bool, String, Complex, Handle, Unknown };
inline constexpr std::size_t kFamilies = 7;

/// What an op is for; tints the title bar of its node.
enum class Category { Math, Array, Nn, State, Data, Train, Control, Io };
inline constexpr std::size_t kCategories = 8;

/// From which share of a step on each heat colour but the first is used.
inline constexpr std::array<double, 4> kHeatSteps = {0.01, 0.05, 0.15, 0.4};

/// Colours of paper: that of notes, then those of frames.
inline constexpr int kPapers = 7;

inline constexpr std::size_t kSeriesColours = 6;
inline constexpr std::size_t kDeviceColours = 4;
inline constexpr std::size_t kHeatColours = 5;

/// One token set.
struct Theme {
    ThemeId id = ThemeId::Dark;
    bool isDark = true;
    QColor canvas, panel, node;
    QColor text, text2, text3;  ///< words, captions, hints
    QColor line;                ///< decoration only
    QColor lineStrong;          ///< borders of nodes and fields
    QColor accent, onAccent;    ///< selection, focus, main button; text on it
    QColor ok, warn, error, gradient;
    std::array<QColor, kFamilies> families;
    std::array<QColor, kCategories> categories;
    std::array<QColor, kSeriesColours> series;
    std::array<QColor, kDeviceColours> devices;
    std::array<QColor, kHeatColours> heat;  ///< from little to much of what a step took

    const QColor& family(Family f) const { return families[static_cast<std::size_t>(f)]; }
    const QColor& category(Category c) const { return categories[static_cast<std::size_t>(c)]; }
    /// The title of a frame of that paper; any number.
    QColor paper(int k) const;
    /// Colour of the k-th series of a plot; from the seventh on they repeat, dashed.
    const QColor& seriesAt(int k) const {
        return series[static_cast<std::size_t>(k) % kSeriesColours];
    }
    const QColor& deviceAt(int k) const {
        return devices[static_cast<std::size_t>(k) % kDeviceColours];
    }
    /// For a share of a step, 0 to 1.
    const QColor& heatOf(double share) const;
};

/// The token set of that id.
const Theme& themeById(ThemeId id);
/// "dark", "light" or "contrast", as on the command line.
std::optional<ThemeId> themeFromName(QStringView name);
QString nameOfTheme(ThemeId id);
/// Qt's palette made of the tokens.
QPalette paletteOf(const Theme& theme);
/// a drawn over b at this share of a (0 to 1), as an opaque colour.
QColor mixed(const QColor& a, const QColor& b, double share);
/// The colour with another opacity (0 to 1).
QColor withAlpha(QColor colour, double alpha);
/// "blue": what a paper is called, in plain words.
QString nameOfPaper(int k);
/// WCAG contrast ratio of two opaque colours, 1 to 21.
double contrastRatio(const QColor& a, const QColor& b);

/// Type sizes; mono is for names, shapes and numbers.
enum class TextRole { Body, Title, Caption, Head, Welcome, Mono, MonoStrong, MonoSmall };
/// The font of a role: Inter or JetBrains Mono, with DejaVu where they are absent.
QFont fontOf(TextRole role);

/// Sizes in device-independent pixels.
namespace size {
inline constexpr int kUnit = 4;
inline constexpr int kToolbar = 40;
inline constexpr int kLine = 28;  ///< call line, session tabs, fields, buttons
inline constexpr int kRail = 48;
inline constexpr int kFlyout = 216;
inline constexpr int kInspector = 288;
inline constexpr int kBottom = 208;
inline constexpr int kBottomLarge = 280;
inline constexpr int kRadiusNode = 6;
inline constexpr int kRadiusButton = 4;
inline constexpr int kRadiusChip = 9;
}  // namespace size

}  // namespace weft::ui
