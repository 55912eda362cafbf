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
    QByteArray geometry() const;
    void setGeometry(const QByteArray& bytes);
    /// The last opened files, newest first, at most ten.
    QStringList recentFiles() const;
    void addRecentFile(const QString& path);
    /// Forgets everything.
    void reset();

private:
    QSettings m_store;
};

}  // namespace weft::ui
