// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/data/data_import.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include "ui/base/to_qt.h"

namespace weft::ui {
namespace {

const QString kImages = QStringLiteral("-images-idx3-ubyte");
const QString kLabels = QStringLiteral("-labels-idx1-ubyte");

QString withoutGz(const QString& name) { return name.endsWith(".gz") ? name.chopped(3) : name; }
bool isIdx(const QString& name) {
    return withoutGz(name).endsWith(kImages) || withoutGz(name).endsWith(kLabels);
}

bool sameBytes(const QString& a, const QString& b) {
    if (QFileInfo(a).size() != QFileInfo(b).size()) { return false; }
    const auto hashOf = [](const QString& path) {
        QFile file(path);
        QCryptographicHash hash(QCryptographicHash::Sha1);
        return file.open(QIODevice::ReadOnly) && hash.addData(&file) ? hash.result() : QByteArray();
    };
    const QByteArray hash = hashOf(a);
    return !hash.isEmpty() && hash == hashOf(b);
}

Result<QString> homeOf(const QString& projectFolder) {
    const QString home = projectFolder.isEmpty() ? toQt(userDataFolder()) : projectFolder;
    if (home.isEmpty()) { return failedPrecondition("there is no folder to keep data in"); }
    if (!QDir().mkpath(home)) {
        return failedPrecondition(concat("cannot make the folder ", home.toStdString()));
    }
    return home;
}

/// A name that no file of the folder has: points.csv, points_1.csv, ...
QString freeName(const QString& folder, const QString& stem, const QString& ending) {
    QString name = stem + ending;
    for (int i = 1; QFileInfo::exists(folder + '/' + name); ++i) {
        name = stem + '_' + QString::number(i) + ending;
    }
    return name;
}

Status copyTo(const QString& from, const QString& to) {
    QFile file(from);
    if (file.copy(to)) { return okStatus(); }
    return failedPrecondition(concat("cannot copy the data: ", file.errorString().toStdString(),
                                     " (", from.toStdString(), ")"));
}

Result<QString> importFile(const QFileInfo& file, const QString& projectFolder) {
    const QString name = file.fileName();
    const QString home = WEFT_TRY(homeOf(projectFolder));
    if (file.absolutePath() == QDir(home).absolutePath()) { return name; }
    if (sameBytes(file.absoluteFilePath(), home + '/' + name)) { return name; }
    const QString ending =
        name.endsWith(".csv.gz") ? QStringLiteral(".csv.gz") : '.' + file.suffix();
    const QString copy = freeName(home, name.chopped(ending.size()), ending);
    WEFT_TRY(copyTo(file.absoluteFilePath(), home + '/' + copy));
    return copy;
}

/// The four files of the family become a folder of that name, two alone a pair.
Result<QString> importIdx(const QFileInfo& file, const QString& projectFolder) {
    const QDir from = file.absoluteDir();
    const QString home = WEFT_TRY(homeOf(projectFolder));
    const auto there = [&](const QString& stem) {
        return QString::fromStdString(
            plainOrGzip((from.absolutePath() + '/' + stem).toStdString()));
    };
    QStringList files;
    QString name = from.dirName();
    QString target = home + '/' + name;
    for (const QString& stem : {QStringLiteral("train"), QStringLiteral("t10k")}) {
        for (const QString& kind : {kImages, kLabels}) {
            if (const QString path = there(stem + kind); !path.isEmpty()) { files.append(path); }
        }
    }
    if (files.size() < 4) {
        name = withoutGz(file.fileName()).section(QStringLiteral("-images-idx3"), 0, 0);
        name = name.section(QStringLiteral("-labels-idx1"), 0, 0);
        target = home;
        files.clear();
        for (const QString& kind : {kImages, kLabels}) {
            const QString path = there(name + kind);
            if (path.isEmpty()) {
                return notFound(concat("images and labels belong together: there is no file ",
                                       (name + kind).toStdString(), " beside ",
                                       file.fileName().toStdString()));
            }
            files.append(path);
        }
    } else if (from.dirName() == QFileInfo(target).fileName() &&
               from.absolutePath() == QDir(target).absolutePath()) {
        return name;
    }
    if (!QDir().mkpath(target)) {
        return failedPrecondition(concat("cannot make the folder ", target.toStdString()));
    }
    for (const QString& path : files) {
        const QString to = target + '/' + QFileInfo(path).fileName();
        if (QFileInfo::exists(to)) {
            if (sameBytes(path, to)) { continue; }
            return alreadyExists(concat("other data is called '", name.toStdString(), "' already (",
                                        to.toStdString(), ")"));
        }
        WEFT_TRY(copyTo(path, to));
    }
    return name;
}

}  // namespace

bool looksLikeData(const QString& path) {
    const QString name = QFileInfo(path).fileName().toLower();
    return name.endsWith(".csv") || name.endsWith(".csv.gz") || name.endsWith(".npy") ||
           isIdx(name);
}

Result<QString> importData(const QString& path, const QString& projectFolder) {
    const QFileInfo file(path);
    if (!file.isFile() || !file.isReadable()) {
        return notFound(concat("cannot read the file (", path.toStdString(), ")"));
    }
    if (!looksLikeData(path)) {
        return invalidArgument(concat("this is no data that can be read: got ",
                                      file.fileName().toStdString(),
                                      ", want .csv, .csv.gz, .npy or IDX files"));
    }
    return isIdx(file.fileName()) ? importIdx(file, projectFolder)
                                  : importFile(file, projectFolder);
}

Result<QString> writeTable(const std::string& text, const QString& base,
                           const QString& projectFolder) {
    const QString home = WEFT_TRY(homeOf(projectFolder));
    QString stem = base;
    for (const char* ending : {".gz", ".csv"}) {
        if (stem.endsWith(QLatin1String(ending))) {
            stem.chop(static_cast<qsizetype>(std::string_view(ending).size()));
        }
    }
    const QString name = freeName(home, stem, QStringLiteral(".csv"));
    WEFT_TRY(writeFileDurably((home + '/' + name).toStdString(), text));
    return name;
}

}  // namespace weft::ui
