// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/palette/catalogue.h"

#include <QTest>
#include <algorithm>

#include "tests/support/test_main.h"
#include "ui/palette/synonyms.h"

namespace weft::ui::test {

class TstCatalogue : public QObject {
    Q_OBJECT

private slots:
    void linesOfAnotherFormAreLeftOut() {
        const Synonyms read = parseSynonyms("# a: B\nno colon\n: X\nplus: Add, AddV2\n\na:b: C\n");
        QCOMPARE(read.size(), qsizetype(3));
        QCOMPARE(read["Add"], QStringList("plus"));
        QCOMPARE(read["AddV2"], QStringList("plus"));
        QCOMPARE(read["C"], QStringList("a:b"));
    }

    void noEntryComesTwice() {
        QSet<QString> names;
        for (const PaletteEntry& entry : m_all) {
            QVERIFY2(!names.contains(entry.name), qPrintable(entry.name));
            names.insert(entry.name);
            QVERIFY2(!entry.summary.isEmpty(), qPrintable(entry.name));
        }
    }

    void startComesFirstInItsOrder() {
        QCOMPARE(startEntries().size(), qsizetype(24));
        QStringList start;
        for (const PaletteEntry& entry : m_all) {
            if (entry.level == PaletteLevel::Start) { start.append(entry.name); }
        }
        QStringList wanted = startEntries();
        wanted.erase(std::remove_if(wanted.begin(), wanted.end(),
                                    [&](const QString& name) { return !has(name); }),
                     wanted.end());
        QCOMPARE(start, wanted);
        QVERIFY(start.size() >= 23);  // all but the summary, which is no op here yet
        for (qsizetype i = 0; i < start.size(); ++i) {
            QCOMPARE(m_all[static_cast<std::size_t>(i)].name, start[i]);
        }
    }

    void supersededOpsAreMarked() {
        QVERIFY(find("Concat").special);
        QVERIFY(!find("ConcatV2").special);
        QVERIFY(find("Gather").special);
        QVERIFY(!find("Add").special);
        QVERIFY(!find("Conv2D").special);
    }

    void aRecipeStandsForTheOpOfItsName() {
        QVERIFY(find("MaxPool").summary.contains("largest"));
        QCOMPARE(find("Dense").category, Category::Nn);
    }

    void mostSynonymsLeadSomewhere() {
        const Synonyms& table = builtInSynonyms();
        qsizetype words = 0;
        QStringList dead;
        for (auto at = table.begin(); at != table.end(); ++at) {
            words += at->size();
            if (!has(at.key())) { dead.append(at.key()); }
        }
        QVERIFY2(words >= 300, qPrintable(QString::number(words)));
        QVERIFY2(dead.size() <= 12, qPrintable(dead.join(' ')));
    }

private:
    bool has(const QString& name) const {
        return std::any_of(m_all.begin(), m_all.end(),
                           [&](const PaletteEntry& entry) { return entry.name == name; });
    }
    PaletteEntry find(const QString& name) const {
        const auto found = std::find_if(m_all.begin(), m_all.end(), [&](const PaletteEntry& entry) {
            return entry.name == name;
        });
        return found == m_all.end() ? PaletteEntry() : *found;
    }
    const std::vector<PaletteEntry> m_all = catalogue();
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstCatalogue> registered;
}

#include "tst_catalogue.moc"
