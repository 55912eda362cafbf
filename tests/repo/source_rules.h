// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMap>
#include <QString>
#include <QStringList>
#include <QVector>

/// @file
/// The rules of the source tree as functions on text, so that a test can show each one failing.
/// Every check gives its findings as "PATH:LINE: what is wrong"; none: the rule holds.

namespace weft::test {

/// A source file: path from the repository's root, and its lines.
struct SourceFile {
    QString path;
    QStringList lines;
};

/// One line of engine/layers.txt.
struct Layer {
    QStringList folders;  ///< that may be included from
    QStringList outside;  ///< prefixes of headers from outside
};

/// The table of layers by folder; "FOLDER/*" as it is written.
using LayerTable = QMap<QString, Layer>;

/// Reads the table. @param problems receives a finding for each malformed line.
LayerTable parseLayers(const QString& text, QStringList& problems);
/// The name of the folder's line in the table: its own, or the nearest above. "": none.
QString layerOf(const LayerTable& table, const QString& folder);

/// All sources below these folders of the repository, in path order.
QVector<SourceFile> sourcesIn(const QString& root, const QStringList& folders);
/// One source from text, for tests of the rules.
SourceFile sourceFromText(const QString& path, const QString& text);

/// Includes that the table does not allow, and folders without a layer.
/// @param facade headers that engine/weft.h names.
QStringList checkIncludes(const SourceFile& file, const LayerTable& table,
                          const QStringList& facade);
/// Qt headers, and messages' headers in a header (they cost every includer).
QStringList checkEngineIncludes(const SourceFile& file);
/// More than 400 lines.
QStringList checkLength(const SourceFile& file);
/// Folders of more than 15 stems; x.h, x.cpp, x.cu, x_cpu.cpp, x_dnnl.cpp count as one.
QStringList checkStems(const QVector<SourceFile>& files);
/// A header whose main (first) type has no /// block, or that has no such block at all.
QStringList checkDocumented(const SourceFile& file);
/// x.cpp beside x.h that includes anything before x.h: own header first proves that it stands
/// alone.
QStringList checkOwnHeaderFirst(const SourceFile& file, const QStringList& paths);
/// A first line without the licence of its part of the tree.
QStringList checkLicence(const SourceFile& file);
/// Colours written out anywhere but in the theme.
QStringList checkColours(const SourceFile& file);

}  // namespace weft::test
