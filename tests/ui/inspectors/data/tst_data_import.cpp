// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/data/data_import.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"
#include "tests/ui/fixtures/projects.h"

namespace weft::ui::test {

class TstDataImport : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString at(const QString& name) const { return m_folder.filePath(name); }
    QString made(const QString& folder, const QString& name, const QByteArray& bytes) const {
        QDir().mkpath(at(folder));
        return written(at(folder), name, bytes);
    }

private slots:
    void initTestCase() { qputenv("XDG_DATA_HOME", at("home").toUtf8()); }

    void otherFilesAreRefused() {
        QVERIFY_FAILS(importData(at("none.csv"), {}), "NOT_FOUND", "cannot read");
        QVERIFY_FAILS(importData(made("a", "notes.txt", "x"), at("p")), "INVALID_ARGUMENT",
                      "notes.txt");
        QVERIFY_FAILS(importData(made("a", "x-images-idx3-ubyte", "x"), at("p")), "NOT_FOUND",
                      "labels");
    }

    void aTableBesideTheProjectStays() {
        const QString path = made("project", "points.csv", "x,y\n1,2\n");
        QCOMPARE(importData(path, at("project")).value(), "points.csv");
        QCOMPARE(QDir(at("project")).entryList(QDir::Files).size(), 1);
    }

    void anotherIsCopiedUnderAFreeName() {
        const QString path = made("elsewhere", "points.csv", "x,y\n3,4\n");
        QCOMPARE(importData(path, at("project")).value(), "points_1.csv");
        // The same bytes again are not copied again.
        const QString same = made("third", "points.csv", "x,y\n1,2\n");
        QCOMPARE(importData(same, at("project")).value(), "points.csv");
        DataOptions options;
        options.folder = at("project").toStdString();
        QVERIFY_OK(openData("points_1.csv", "", options));
    }

    void withoutAProjectFileTheUsersDataKeepsIt() {
        const QString path = made("elsewhere", "mine.csv", "x,y\n3,4\n");
        QCOMPARE(importData(path, {}).value(), "mine.csv");
        QVERIFY(QFile::exists(at("home/datasets/mine.csv")));
        QVERIFY_OK(openData("mine.csv", "train", {}));
    }

    void idxFilesComeTogether() {
        const QByteArray images("\0\0\x08\x03\0\0\0\2\0\0\0\1\0\0\0\1ab", 18);
        const QByteArray labels("\0\0\x08\x01\0\0\0\2\x03\x04", 10);
        made("pair", "own-labels-idx1-ubyte", labels);
        const QString pair = made("pair", "own-images-idx3-ubyte", images);
        QCOMPARE(importData(pair, at("project")).value(), "own");
        for (const char* split : {"train", "t10k"}) {
            made("family", QString(split) + "-labels-idx1-ubyte", labels);
            made("family", QString(split) + "-images-idx3-ubyte", images);
        }
        QCOMPARE(importData(at("family/t10k-labels-idx1-ubyte"), at("project")).value(), "family");
        DataOptions options;
        options.folder = at("project").toStdString();
        QVERIFY_OK(openData("own", "", options));
        QVERIFY_OK(openData("family", "test", options));
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstDataImport> registered;
}

#include "tst_data_import.moc"
