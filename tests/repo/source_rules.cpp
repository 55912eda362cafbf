// SPDX-License-Identifier: Apache-2.0
#include "tests/repo/source_rules.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <algorithm>

namespace weft::test {
namespace {

constexpr int kMostLines = 400;
constexpr int kMostStems = 15;

QString folderOf(const QString& path) { return path.left(path.lastIndexOf('/')); }

QString finding(const SourceFile& file, qsizetype line, const QString& text) {
    return QStringLiteral("%1:%2: %3").arg(file.path).arg(line + 1).arg(text);
}

/// The header of an #include line, "" for other lines.
QString includedHeader(const QString& line) {
    static const QRegularExpression form(
        QStringLiteral("^\\s*#\\s*include\\s*[<\"]([^>\"]+)[>\"]"));
    return form.match(line).captured(1);
}

bool isOurs(const QString& header) {
    static const QStringList tops{"engine/", "ui/", "app/", "plugins/", "tests/"};
    return std::ranges::any_of(tops, [&](const QString& top) { return header.startsWith(top); });
}

/// Standard headers have neither a folder nor a suffix nor a capital.
bool isStandard(const QString& header) {
    static const QRegularExpression form(QStringLiteral("^[a-z0-9_]+$"));
    static const QStringList c{"cxxabi.h"};
    return form.match(header).hasMatch() || c.contains(header);
}

bool allows(const Layer& layer, const QString& header, const QStringList& facade) {
    return std::ranges::any_of(layer.folders, [&](const QString& allowed) {
        if (!allowed.endsWith(".h")) { return header.startsWith(allowed + '/'); }
        return header == allowed || (allowed == "engine/weft.h" && facade.contains(header));
    });
}

}  // namespace

LayerTable parseLayers(const QString& text, QStringList& problems) {
    LayerTable table;
    const QStringList lines = text.split('\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QString line = lines[i].trimmed();
        if (line.isEmpty() || line.startsWith('#')) { continue; }
        const qsizetype colon = line.indexOf(':');
        const QString folder = line.left(colon).trimmed();
        if (colon <= 0 || table.contains(folder)) {
            problems
                << QStringLiteral("engine/layers.txt:%1: want 'FOLDER: ...', each once").arg(i + 1);
            continue;
        }
        const QStringList sides = line.mid(colon + 1).split('|');
        Layer layer;
        layer.folders = sides[0].split(' ', Qt::SkipEmptyParts);
        if (sides.size() > 1) { layer.outside = sides[1].split(' ', Qt::SkipEmptyParts); }
        table.insert(folder, layer);
    }
    return table;
}

QString layerOf(const LayerTable& table, const QString& folder) {
    for (QString at = folder; !at.isEmpty(); at = at.contains('/') ? folderOf(at) : QString()) {
        if (table.contains(at)) { return at; }
        const QString star = at.contains('/') ? folderOf(at) + "/*" : QString();
        if (table.contains(star)) { return star; }
    }
    return {};
}

SourceFile sourceFromText(const QString& path, const QString& text) {
    return {path, text.split('\n')};
}

QVector<SourceFile> sourcesIn(const QString& root, const QStringList& folders) {
    QVector<SourceFile> files;
    const QDir base(root);
    for (const QString& folder : folders) {
        QDirIterator found(
            base.filePath(folder),
            {"*.h", "*.hpp", "*.cpp", "*.cu", "*.proto", "CMakeLists.txt", "*.cmake"}, QDir::Files,
            QDirIterator::Subdirectories);
        while (found.hasNext()) {
            QFile file(found.next());
            if (!file.open(QIODevice::ReadOnly)) { continue; }
            QString text = QString::fromUtf8(file.readAll());
            if (text.endsWith('\n')) { text.chop(1); }
            files.push_back(sourceFromText(base.relativeFilePath(file.fileName()), text));
        }
    }
    std::ranges::sort(files, {}, &SourceFile::path);
    return files;
}

QStringList checkIncludes(const SourceFile& file, const LayerTable& table,
                          const QStringList& facade) {
    const QString folder = folderOf(file.path);
    const QString layer = layerOf(table, folder);
    if (layer.isEmpty()) { return {finding(file, 0, "folder has no line in engine/layers.txt")}; }
    // Of FOLDER/*, a folder's own part ends at the name that stands for the star.
    const QString own =
        layer.endsWith("/*") ? folder.section('/', 0, layer.count('/')) + '/' : layer + '/';
    QStringList findings;
    for (qsizetype i = 0; i < file.lines.size(); ++i) {
        const QString header = includedHeader(file.lines[i]);
        if (header.isEmpty() || isStandard(header)) { continue; }
        const Layer& rules = table[layer];
        if (isOurs(header)) {
            const bool same = header.startsWith(own) && layerOf(table, folderOf(header)) == layer;
            if (!same && !allows(rules, header, facade)) {
                findings << finding(file, i, layer + " may not include " + header);
            }
            continue;
        }
        const auto starts = [&](const QString& prefix) { return header.startsWith(prefix); };
        if (std::ranges::none_of(rules.outside, starts)) {
            findings << finding(file, i, layer + " may not use " + header);
        }
    }
    return findings;
}

QStringList checkEngineIncludes(const SourceFile& file) {
    static const QRegularExpression qt(QStringLiteral("^(Qt[A-Z]\\w*/)?Q[A-Z]\\w*$|^qcustomplot"));
    QStringList findings;
    for (qsizetype i = 0; i < file.lines.size(); ++i) {
        const QString header = includedHeader(file.lines[i]);
        if (qt.match(header).hasMatch()) {
            findings << finding(file, i, "the engine has no Qt: " + header);
        }
        // A header made to bundle the messages says so by its name.
        if (header.endsWith(".pb.h") && file.path.startsWith("engine/") &&
            file.path.endsWith(".h") && !file.path.endsWith("_messages.h")) {
            findings << finding(file, i, "message headers belong in .cpp files: " + header);
        }
    }
    return findings;
}

QStringList checkLength(const SourceFile& file) {
    if (file.lines.size() <= kMostLines) { return {}; }
    return {finding(file, file.lines.size() - 1,
                    QStringLiteral("file of %1 lines, want at most %2")
                        .arg(file.lines.size())
                        .arg(kMostLines))};
}

QStringList checkStems(const QVector<SourceFile>& files) {
    static const QRegularExpression part(QStringLiteral("(_cpu|_dnnl|-inl)?\\.(h|hpp|cpp|cu)$"));
    QMap<QString, QSet<QString>> stems;
    for (const SourceFile& file : files) {
        const QString name = file.path.mid(file.path.lastIndexOf('/') + 1);
        const QRegularExpressionMatch match = part.match(name);
        if (match.hasMatch()) { stems[folderOf(file.path)] << name.left(match.capturedStart()); }
    }
    QStringList findings;
    for (auto it = stems.cbegin(); it != stems.cend(); ++it) {
        if (it->size() > kMostStems) {
            findings << QStringLiteral("%1:1: folder of %2 stems, want at most %3")
                            .arg(it.key())
                            .arg(it->size())
                            .arg(kMostStems);
        }
    }
    return findings;
}

QStringList checkDocumented(const SourceFile& file) {
    static const QRegularExpression type(QStringLiteral(
        "^(class|struct|union|enum|enum class)\\s+(ABSL_\\w+\\s+)?\\w+(\\s|$)[^;]*$"));
    static const QRegularExpression lead(QStringLiteral("^(template|requires)\\b"));
    bool any = false;
    for (qsizetype i = 0; i < file.lines.size(); ++i) {
        any = any || file.lines[i].trimmed().startsWith("///");
        if (!type.match(file.lines[i]).hasMatch()) { continue; }
        qsizetype above = i - 1;
        while (above >= 0 && lead.match(file.lines[above]).hasMatch()) { --above; }
        if (above < 0 || !file.lines[above].startsWith("///")) {
            return {finding(file, i, "undocumented: " + file.lines[i].trimmed())};
        }
        return {};
    }
    if (any) { return {}; }
    return {finding(file, 0, "header without a /// block")};
}

QStringList checkOwnHeaderFirst(const SourceFile& file, const QStringList& paths) {
    const QString own = file.path.chopped(3) + 'h';
    if (!file.path.endsWith(".cpp") || !paths.contains(own)) { return {}; }
    for (qsizetype i = 0; i < file.lines.size(); ++i) {
        const QString header = includedHeader(file.lines[i]);
        if (header == own) { return {}; }
        if (!header.isEmpty()) { return {finding(file, i, "own header first: want " + own)}; }
    }
    return {finding(file, 0, "own header first: want " + own)};
}

QStringList checkLicence(const SourceFile& file) {
    const bool gpl = file.path.startsWith("ui/") || file.path.startsWith("app/studio/") ||
                     file.path.startsWith("tests/ui/") || file.path.startsWith("tests/app/studio/");
    const QString want =
        QStringLiteral("SPDX-License-Identifier: ") + (gpl ? "GPL-3.0-or-later" : "Apache-2.0");
    if (file.lines.value(0).contains(want)) { return {}; }
    return {finding(file, 0, "want " + want + " in the first line")};
}

QStringList checkColours(const SourceFile& file) {
    static const QRegularExpression colour(QStringLiteral(
        "\"#[0-9a-fA-F]{3,8}\"|QColor\\s*[({]\\s*[0-9\"#]|qRgba?\\s*\\(\\s*[0-9]|"
        "Qt::(dark|light)?([Gg]ray|[Rr]ed|[Gg]reen|[Bb]lue|[Cc]yan|[Mm]agenta|[Yy]ellow)\\b|"
        "Qt::(white|black)\\b"));
    // The icons are drawn in black, which is exchanged for a colour of the theme.
    if (file.path.startsWith("ui/base/theme") || file.path.startsWith("ui/base/icons")) {
        return {};
    }
    QStringList findings;
    for (qsizetype i = 0; i < file.lines.size(); ++i) {
        if (colour.match(file.lines[i]).hasMatch()) {
            findings << finding(file, i,
                                "colours come from ui/base/theme: " + file.lines[i].trimmed());
        }
    }
    return findings;
}

}  // namespace weft::test
