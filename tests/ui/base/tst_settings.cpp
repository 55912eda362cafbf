// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/settings.h"

#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>
#include <QTest>

#include "tests/support/test_main.h"

namespace weft::ui::test {

class TstSettings : public QObject {
    Q_OBJECT

private slots:
    void init() { Settings().reset(); }
    void cleanupTestCase() { Settings().reset(); }

    void damagedFileGivesDefaults() {
        const QString path =
            QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation) + "/studio.ini";
        QVERIFY(path.contains("qttest"));  // never a person's own
        Settings().setTheme(ThemeId::Light);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("[broken\0\xFF\xFE theme=", 18);
        file.close();
        QCOMPARE(Settings().theme(), ThemeId::Dark);
        QVERIFY(Settings().recentFiles().isEmpty());
    }

    void newerSchemaIsForgotten() {
        QSettings store(
            QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation) + "/studio.ini",
            QSettings::IniFormat);
        store.setValue("schema", 99);
        store.setValue("theme", "light");
        store.sync();
        QCOMPARE(Settings().theme(), ThemeId::Dark);
    }

    void folderThatIsGoneIsNotOffered() {
        Settings().setLastFolder("/no/such/folder");
        QVERIFY(QFileInfo(Settings().lastFolder()).isDir());
        Settings().setLastFolder("/");
        QCOMPARE(Settings().lastFolder(), "/");
    }

    void statesOfPartsAreKept() {
        const QByteArray bytes("\0\xFF;=\n", 5);
        Settings().setState("a_b", bytes);
        QCOMPARE(Settings().state("a_b"), bytes);
        Settings().reset();
        QVERIFY(Settings().state("a_b").isEmpty());
    }

    void themeIsKept() {
        Settings().setTheme(ThemeId::Contrast);
        QCOMPARE(Settings().theme(), ThemeId::Contrast);
    }

    void handsAreKept() {
        QVERIFY(!Settings().wheelPans());
        QVERIFY(!Settings().tabOpensPalette());
        Settings().setWheelPans(true);
        Settings().setTabOpensPalette(true);
        QVERIFY(Settings().wheelPans());
        QVERIFY(Settings().tabOpensPalette());
    }

    void recentFilesAreTenAndUnique() {
        for (int i = 0; i < 14; ++i) { Settings().addRecentFile(QString("/f%1").arg(i % 12)); }
        const QStringList files = Settings().recentFiles();
        QCOMPARE(files.size(), 10);
        QCOMPARE(files.first(), "/f1");
        QCOMPARE(files.count("/f1"), 1);
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstSettings> registered;
}

#include "tst_settings.moc"
