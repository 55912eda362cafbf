// SPDX-License-Identifier: Apache-2.0
#include "engine/base/crc32c.h"

#include <QTest>
#include <string>

#include "tests/support/test_main.h"

namespace {

std::string counting(int first, int step) {
    std::string bytes;
    for (int i = 0; i < 32; ++i) { bytes.push_back(static_cast<char>(first + step * i)); }
    return bytes;
}

}  // namespace

class TstCrc32c : public QObject {
    Q_OBJECT

private slots:
    /// The vectors of RFC 3720, appendix B.4.
    void knownVectors_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<quint32>("crc");
        const auto row = [](const char* name, const std::string& bytes, quint32 crc) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << crc;
        };
        row("empty", "", 0U);
        row("digits", "123456789", 0xE3069283U);
        row("zeros", std::string(32, '\0'), 0x8A9136AAU);
        row("ones", std::string(32, '\xFF'), 0x62A8AB43U);
        row("up", counting(0, 1), 0x46DD794EU);
        row("down", counting(31, -1), 0x113FDB5CU);
    }
    void knownVectors() {
        QFETCH(QByteArray, bytes);
        QFETCH(quint32, crc);
        QCOMPARE(weft::crc32c(bytes.toStdString()), crc);
        QCOMPARE(weft::detail::crc32cByTables(bytes.toStdString(), 0), crc);
    }

    void tablesAgreeWithTheInstructionAtEveryLength() {
        std::string bytes;
        for (int length = 0; length < 70; ++length) {
            QCOMPARE(weft::crc32c(bytes), weft::detail::crc32cByTables(bytes, 0));
            bytes.push_back(static_cast<char>(length * 37));
        }
    }

    void partsGiveTheWhole() {
        const std::string text = "the quick brown fox jumps over the lazy dog";
        for (std::size_t cut = 0; cut <= text.size(); ++cut) {
            QCOMPARE(weft::crc32c(text.substr(cut), weft::crc32c(text.substr(0, cut))),
                     weft::crc32c(text));
        }
    }

    void oneBitChangesIt() {
        std::string text(100, 'a');
        const std::uint32_t before = weft::crc32c(text);
        text[50] = static_cast<char>(text[50] ^ 1);
        QVERIFY(weft::crc32c(text) != before);
    }

    void maskIsUndone() {
        for (const std::uint32_t crc : {0U, 1U, 0xE3069283U, 0xFFFFFFFFU}) {
            QVERIFY(weft::maskedCrc(crc) != crc);
            QCOMPARE(weft::unmaskedCrc(weft::maskedCrc(crc)), crc);
        }
    }
};

namespace {
const weft::test::Registered<TstCrc32c> registered;
}
#include "tst_crc32c.moc"
