// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QSettings>
#include <QStringList>

#include "ui/base/theme.h"

namespace weft::ui {

/// What the studio remembers between starts, as an ini file in the user's configuration folder.
class Settings {
public:
    Settings();

    ThemeId theme() const;
    void setTheme(ThemeId id);
    /// Nothing moves by itself.
    bool reducedMotion() const;
    void setReducedMotion(bool reduced);
    /// Nodes show their values in small.
    bool previews() const;
    /// Whether what no call asks for is drawn pale.
    bool palesUnasked() const;
    void setPalesUnasked(bool pale);
    void setPreviews(bool shown);
    /// Loops and branches say what they did.
    bool showsFlows() const;
    void setShowsFlows(bool shown);
    /// A wheel without a key pans the canvas instead of zooming.
    bool wheelPans() const;
    void setWheelPans(bool pans);
    /// Tab on the canvas opens the palette instead of going on to the next widget.
    bool tabOpensPalette() const;
    void setTabOpensPalette(bool opens);
    /// Graphs for other programs are written with frames instead of functions.
    bool exportsFrames() const;
    void setExportsFrames(bool frames);
    QByteArray geometry() const;
    void setGeometry(const QByteArray& bytes);
    /// The last opened files, newest first, at most ten.
    QStringList recentFiles() const;
    void addRecentFile(const QString& path);
    void clearRecentFiles();
    /// Where files were last opened or saved; the documents folder at first.
    QString lastFolder() const;
    void setLastFolder(const QString& folder);
    /// Sizes and states of parts of the window, by a name of theirs.
    QByteArray state(const QString& name) const;
    void setState(const QString& name, const QByteArray& bytes);
    /// Hints that are never to be shown again, by their names.
    QStringList hiddenHints() const;
    void hideHint(const QString& name);
    /// What could not be kept at the end of the last session, until somebody has been told.
    QString lostValues() const;
    void setLostValues(const QString& words);
    /// Forgets everything.
    void reset();

private:
    QSettings m_store;
};

}  // namespace weft::ui
