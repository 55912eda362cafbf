// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/settings.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace weft::ui {
namespace {

constexpr int kSchema = 1;
constexpr qsizetype kRecentFiles = 10;

QString iniPath() {
    return QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation) +
           QStringLiteral("/studio.ini");
}

}  // namespace

Settings::Settings() : m_store(iniPath(), QSettings::IniFormat) {
    if (m_store.value(QStringLiteral("schema"), kSchema).toInt() > kSchema) { m_store.clear(); }
}

ThemeId Settings::theme() const {
    const QString name = m_store.value(QStringLiteral("theme")).toString();
    return themeFromName(name).value_or(ThemeId::Dark);
}

void Settings::setTheme(ThemeId id) {
    m_store.setValue(QStringLiteral("schema"), kSchema);
    m_store.setValue(QStringLiteral("theme"), nameOfTheme(id));
}

bool Settings::reducedMotion() const {
    return m_store.value(QStringLiteral("reducedMotion"), false).toBool();
}

void Settings::setReducedMotion(bool reduced) {
    m_store.setValue(QStringLiteral("reducedMotion"), reduced);
}

bool Settings::previews() const { return m_store.value(QStringLiteral("previews"), true).toBool(); }

bool Settings::palesUnasked() const {
    return m_store.value(QStringLiteral("palesUnasked"), true).toBool();
}

void Settings::setPalesUnasked(bool pale) {
    m_store.setValue(QStringLiteral("palesUnasked"), pale);
}

void Settings::setPreviews(bool shown) { m_store.setValue(QStringLiteral("previews"), shown); }

bool Settings::showsFlows() const { return m_store.value(QStringLiteral("flows"), true).toBool(); }

void Settings::setShowsFlows(bool shown) { m_store.setValue(QStringLiteral("flows"), shown); }

bool Settings::wheelPans() const {
    return m_store.value(QStringLiteral("wheelPans"), false).toBool();
}

void Settings::setWheelPans(bool pans) { m_store.setValue(QStringLiteral("wheelPans"), pans); }

bool Settings::tabOpensPalette() const {
    return m_store.value(QStringLiteral("tabOpensPalette"), false).toBool();
}

void Settings::setTabOpensPalette(bool opens) {
    m_store.setValue(QStringLiteral("tabOpensPalette"), opens);
}

bool Settings::exportsFrames() const {
    return m_store.value(QStringLiteral("exportsFrames"), false).toBool();
}

void Settings::setExportsFrames(bool frames) {
    m_store.setValue(QStringLiteral("exportsFrames"), frames);
}

QByteArray Settings::geometry() const {
    return m_store.value(QStringLiteral("geometry")).toByteArray();
}

void Settings::setGeometry(const QByteArray& bytes) {
    m_store.setValue(QStringLiteral("geometry"), bytes);
}

QStringList Settings::recentFiles() const {
    return m_store.value(QStringLiteral("recent")).toStringList();
}

void Settings::addRecentFile(const QString& path) {
    QStringList files = recentFiles();
    files.removeAll(path);
    files.prepend(path);
    m_store.setValue(QStringLiteral("recent"), files.mid(0, kRecentFiles));
}

void Settings::clearRecentFiles() { m_store.remove(QStringLiteral("recent")); }

QString Settings::lastFolder() const {
    const QString folder = m_store.value(QStringLiteral("lastFolder")).toString();
    if (!folder.isEmpty() && QFileInfo(folder).isDir()) { return folder; }
    const QString documents = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    return QFileInfo(documents).isDir() ? documents : QDir::homePath();
}

void Settings::setLastFolder(const QString& folder) {
    m_store.setValue(QStringLiteral("lastFolder"), folder);
}

QByteArray Settings::state(const QString& name) const {
    return m_store.value(QStringLiteral("window/") + name).toByteArray();
}

void Settings::setState(const QString& name, const QByteArray& bytes) {
    m_store.setValue(QStringLiteral("window/") + name, bytes);
}

QStringList Settings::hiddenHints() const {
    return m_store.value(QStringLiteral("hiddenHints")).toStringList();
}

void Settings::hideHint(const QString& name) {
    QStringList names = hiddenHints();
    if (names.contains(name)) { return; }
    m_store.setValue(QStringLiteral("hiddenHints"), names << name);
}

QString Settings::lostValues() const {
    return m_store.value(QStringLiteral("lostValues")).toString();
}

void Settings::setLostValues(const QString& words) {
    if (words.isEmpty()) {
        m_store.remove(QStringLiteral("lostValues"));
    } else {
        m_store.setValue(QStringLiteral("lostValues"), words);
    }
}

void Settings::reset() { m_store.clear(); }

}  // namespace weft::ui
