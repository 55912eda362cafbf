// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "engine/base/crc32c.h"
#include "engine/checkpoint/index_reader.h"
#include "engine/checkpoint/index_writer.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstIndexTable final : public QObject {
    Q_OBJECT

private slots:
    void refusesShortFiles();
    void refusesWrongMagic();
    void refusesCompressedBlocks();
    void refusesOverlappingBlocks();
    void refusesKeysThatGrowWithoutMeasure();
    void refusesCutEntries();
    void varintsEndWithinTheirBytes();
    void varintsOfAllSizesRoundTrip();
    void emptyTableHasNoKeys();
    void manyKeysOverSeveralBlocksRoundTrip();
    void hugeValuesHaveBlocksOfTheirOwn();
    void findsOnlyWhatIsThere();
};

namespace {

const Registered<TstIndexTable> registered;

/// A file of one data block with these raw contents, and an index entry for each of `handles`
/// times.
std::string tableOf(const std::string& contents, int handles = 1) {
    std::string file;
    std::string place;
    appendHandle(place, appendBlock(file, contents));
    BlockBuilder index(1);
    for (int i = 0; i < handles; ++i) {
        index.add(std::string(1, static_cast<char>('x' + i)), place);
    }
    const BlockHandle metaindex = appendBlock(file, BlockBuilder(1).finish());
    const BlockHandle at = appendBlock(file, index.finish());
    std::string footer;
    appendHandle(footer, metaindex);
    appendHandle(footer, at);
    footer.resize(40);
    appendFixed64(footer, kTableMagic);
    return file + footer;
}

}  // namespace

void TstIndexTable::refusesShortFiles() {
    const std::string whole = IndexWriter().finish();
    for (std::size_t size = 0; size < whole.size(); ++size) {
        QVERIFY_FAILS(readIndex(std::string_view(whole).substr(0, size)), "DATA_LOSS", "");
    }
    QVERIFY_OK(readIndex(whole));
}

void TstIndexTable::refusesWrongMagic() {
    std::string file = IndexWriter().finish();
    file.back() = 'x';
    QVERIFY_FAILS(readIndex(file), "DATA_LOSS", "magic");
}

void TstIndexTable::refusesCompressedBlocks() {
    BlockBuilder block(16);
    block.add("a", "1");
    const std::string contents = block.finish();
    std::string file = tableOf(contents);
    file[contents.size()] = 1;
    std::string crc;
    appendFixed32(crc, maskedCrc(crc32c(std::string_view(file).substr(0, contents.size() + 1))));
    file.replace(contents.size() + 1, crc.size(), crc);
    QVERIFY_FAILS(readIndex(file), "DATA_LOSS", "compressed");
}

void TstIndexTable::refusesOverlappingBlocks() {
    // Empty blocks have no keys whose order could tell.
    QVERIFY_FAILS(readIndex(tableOf(BlockBuilder(1).finish(), 2)), "DATA_LOSS", "overlap");
}

void TstIndexTable::refusesKeysThatGrowWithoutMeasure() {
    // Each entry adds a byte to all of the key before it: memory would grow with the square.
    BlockBuilder block(1'000'000);
    std::string key(20'000, 'a');
    for (int i = 0; i < 20'000; ++i) {
        block.add(key, "");
        key.push_back('a');
    }
    QVERIFY_FAILS(readIndex(tableOf(block.finish())), "DATA_LOSS", "grow");
}

void TstIndexTable::refusesCutEntries() {
    const auto contents = [](std::initializer_list<int> entry) {
        std::string out;
        for (const int byte : entry) { out.push_back(static_cast<char>(byte)); }
        appendFixed32(out, 0);
        appendFixed32(out, 1);
        return out;
    };
    QVERIFY_OK(readIndex(tableOf(contents({0, 1, 1, 'a', 'b'}))));
    QVERIFY_FAILS(readIndex(tableOf(contents({1, 1, 1, 'a', 'b'}))), "DATA_LOSS", "damaged");
    QVERIFY_FAILS(readIndex(tableOf(contents({0, 3, 1, 'a', 'b'}))), "DATA_LOSS", "damaged");
    QVERIFY_FAILS(readIndex(tableOf(contents({0, 1, 2, 'a', 'b'}))), "DATA_LOSS", "damaged");
    QVERIFY_FAILS(readIndex(tableOf(contents({0, 1, 0xFF, 0xFF}))), "DATA_LOSS", "damaged");
    std::string noRoom;
    appendFixed32(noRoom, 0xFFFFFFFFU);
    QVERIFY_FAILS(readIndex(tableOf(noRoom)), "DATA_LOSS", "restart");
    QVERIFY_FAILS(readIndex(tableOf("ab")), "DATA_LOSS", "restart");
}

void TstIndexTable::varintsEndWithinTheirBytes() {
    std::string_view endless("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", 12);
    QVERIFY(!takeVarint(endless));
    std::string_view tooLarge("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02", 10);
    QVERIFY(!takeVarint(tooLarge));
    std::string_view cut("\x80", 1);
    QVERIFY(!takeVarint(cut));
}

void TstIndexTable::varintsOfAllSizesRoundTrip() {
    for (unsigned bits = 0; bits < 64; ++bits) {
        for (const std::uint64_t value : {(std::uint64_t{1} << bits) - 1, std::uint64_t{1} << bits,
                                          ~std::uint64_t{0} >> bits}) {
            std::string bytes;
            appendVarint(bytes, value);
            std::string_view rest = bytes;
            QCOMPARE(takeVarint(rest), std::optional(value));
            QVERIFY(rest.empty());
        }
    }
}

void TstIndexTable::emptyTableHasNoKeys() {
    const auto entries = readIndex(IndexWriter().finish());
    QVERIFY_OK(entries);
    QVERIFY(entries->empty());
}

void TstIndexTable::manyKeysOverSeveralBlocksRoundTrip() {
    IndexWriter writer;
    std::vector<std::string> keys;
    for (int i = 0; i < 40'000; ++i) {
        const std::string digits = std::to_string(i);
        keys.push_back("layer/" + std::string(6 - digits.size(), '0') + digits);
    }
    for (const std::string& key : keys) { writer.add(key, key + "=" + key); }
    const std::string file = writer.finish();
    QVERIFY(file.size() > 2 * 262'144);
    const auto entries = readIndex(file);
    QVERIFY_OK(entries);
    QCOMPARE(entries->size(), keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i) {
        QVERIFY((*entries)[i].key == keys[i] && (*entries)[i].value == keys[i] + "=" + keys[i]);
    }
}

void TstIndexTable::hugeValuesHaveBlocksOfTheirOwn() {
    IndexWriter writer;
    const std::string huge(1'000'000, 'v');
    writer.add("a", "1");
    writer.add("b", huge);
    writer.add("b\xFF", "2");
    writer.add("b\xFF\xFF", huge);
    const auto entries = readIndex(writer.finish());
    QVERIFY_OK(entries);
    QCOMPARE(entries->size(), std::size_t{4});
    QVERIFY(findKey(*entries, "b")->value == huge);
    QVERIFY(findKey(*entries, "b\xFF")->value == "2");
}

void TstIndexTable::findsOnlyWhatIsThere() {
    const std::vector<IndexEntry> entries{{"a", "1"}, {"c", "2"}};
    QVERIFY(findKey(entries, "") == nullptr && findKey(entries, "b") == nullptr &&
            findKey(entries, "d") == nullptr);
    QCOMPARE(findKey(entries, "c")->value, std::string("2"));
}

}  // namespace weft::test

#include "tst_index_table.moc"
