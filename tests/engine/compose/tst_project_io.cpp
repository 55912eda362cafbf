// SPDX-License-Identifier: Apache-2.0
#include <sys/resource.h>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <fstream>

#include "engine/base/crc32c.h"
#include "engine/base/durable_file.h"
#include "engine/compose/file/project_io.h"
#include "tests/engine/compose/fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

Drawing drawing() {
    Drawing d;
    const ItemId x = d.placeholder("x", DType::Float, {-1, 4});
    const ItemId group = d.group("net");
    const ItemId dense = d.recipe("dense", "Dense", {{"units", std::int64_t{3}}}, group);
    d.wire(x, "output", dense, "x");
    Item note;
    note.name = "note";
    note.what = NoteItem{"Grüße"};
    d.add(note);
    RunRow row;
    row.name = "train";
    row.mode = RunRow::Mode::Training;
    row.unit = RunRow::Unit::Epoch;
    row.every = 2;
    row.targets = {dense};
    row.fetches = {{dense, "y"}};
    d.put(row);
    Settings settings = d.document.settings();
    settings.epochs = 5;
    settings.seed = 42;
    d.put(settings);
    return d;
}

/// The same bytes with a right checksum at the end.
std::string resealed(std::string bytes) {
    bytes.resize(bytes.size() - 4);
    const std::uint32_t sum = crc32c(std::string_view(bytes).substr(0, bytes.size() - 1));
    for (std::size_t i = 0; i < 4; ++i) {
        bytes.push_back(static_cast<char>((sum >> (8U * i)) & 0xFFU));
    }
    return bytes;
}

/// Limits the size of files for its lifetime: writing beyond it fails as on a full disk.
class FullDisk {
public:
    explicit FullDisk(rlim_t bytes) {
        getrlimit(RLIMIT_FSIZE, &m_before);
        m_handler = std::signal(SIGXFSZ, SIG_IGN);
        rlimit low = m_before;
        low.rlim_cur = bytes;
        setrlimit(RLIMIT_FSIZE, &low);
    }
    ~FullDisk() {
        setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, m_handler);
    }

private:
    rlimit m_before{};
    void (*m_handler)(int) = nullptr;
};

}  // namespace

class TstProjectIo : public QObject {
    Q_OBJECT

private slots:
    void everyTruncationIsDataLoss() {
        const std::string bytes = documentToBytes(drawing().document);
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            const auto read = documentFromBytes(std::string_view(bytes).substr(0, size), "f.weft");
            QVERIFY_FAILS(read, "DATA_LOSS", "(f.weft, byte ");
        }
        QVERIFY_FAILS(documentFromBytes(std::string_view(bytes).substr(0, 9)), "DATA_LOSS", "cut");
    }

    void everyFlippedBitIsDataLoss() {
        const std::string bytes = documentToBytes(drawing().document);
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            std::string flipped = bytes;
            flipped[i] = static_cast<char>(flipped[i] ^ (1 << (i % 8)));
            QVERIFY_FAILS(documentFromBytes(flipped, "f.weft"), "DATA_LOSS", "f.weft, byte");
        }
    }

    void otherFilesAreNoProjects() {
        QVERIFY_FAILS(documentFromBytes("", "f"), "DATA_LOSS", "cut: got 0 bytes");
        QVERIFY_FAILS(documentFromBytes("PK\x03\x04 something else altogether", "f"), "DATA_LOSS",
                      "not a project file");
        QVERIFY_FAILS(readProject("/nonexistent/f.weft"), "NOT_FOUND", "f.weft");
    }

    void newerSchemaIsUnimplemented() {
        std::string bytes = documentToBytes(Document());
        QCOMPARE(bytes[14], '\x10');
        bytes[15] = 2;
        QVERIFY_FAILS(documentFromBytes(resealed(bytes), "f.weft"), "UNIMPLEMENTED",
                      "newer Weft: got schema 2, want at most 1 (f.weft, byte ");
    }

    void hostileContentsAreRefused_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("message");
        const QString head = "magic: \"weft project\" schema: 1 ";
        QTest::newRow("position nan")
            << head + "item { id: 2 name: \"a\" x: nan op { op: \"NoOp\" } }"
            << "off the canvas";
        QTest::newRow("position far")
            << head + "item { id: 2 name: \"a\" y: 1e300 op { op: \"NoOp\" } }"
            << "off the canvas";
        QTest::newRow("one id twice")
            << head + "item { id: 2 name: \"a\" group {} } item { id: 2 name: \"b\" group {} }"
            << "one id";
        QTest::newRow("no id") << head + "item { name: \"a\" group {} }"
                               << "no id";
        QTest::newRow("id of the settings") << head + "item { id: 1 name: \"a\" group {} }"
                                            << "one id";
        QTest::newRow("groups in each other")
            << head +
                   "item { id: 2 parent: 3 name: \"a\" group {} } "
                   "item { id: 3 parent: 2 name: \"b\" group {} }"
            << "lies in itself";
        QTest::newRow("wire to nothing")
            << head + "wire { id: 2 from { item: 7 port: \"y\" } to { item: 8 port: \"x\" } }"
            << "which is not there";
        QTest::newRow("magic") << "magic: \"weft\" schema: 1"
                               << "not a project";
    }
    void hostileContentsAreRefused() {
        QFETCH(const QString, text);
        QFETCH(const QString, message);
        QVERIFY_FAILS(documentFromText(text.toStdString(), "f.weft.pbtxt"), "DATA_LOSS",
                      message.toStdString());
    }

    void tenThousandNestedGroupsAreRefusedInTime() {
        std::string text = "magic: \"weft project\" schema: 1\n";
        for (int i = 2; i < 10'002; ++i) {
            text += concat("item { id: ", i, " parent: ", i == 2 ? 0 : i - 1,
                           " name: \"g\" group {} }\n");
        }
        QVERIFY_FAILS(documentFromText(text), "DATA_LOSS", "nested too deep");
    }

    void wrongTextSaysTheLine() {
        QVERIFY_FAILS(documentFromText("magic: \"weft project\"\nnonsense {", "f.weft.pbtxt"),
                      "INVALID_ARGUMENT", "line 2");
    }

    void bytesAndTextSurviveARoundTrip() {
        const Drawing d = drawing();
        const std::string bytes = documentToBytes(d.document);
        QVERIFY(bytes.starts_with(std::string("\x0a\x0cweft project", 14)));
        QCOMPARE(bytes[bytes.size() - 5], '\x7d');
        const Document back = must(documentFromBytes(bytes));
        QCOMPARE(documentToBytes(back), bytes);
        QCOMPARE(back.nextId(), d.document.nextId());
        QCOMPARE(back.settings().epochs, std::int64_t{5});
        const Document again = must(documentFromText(documentToText(d.document)));
        QCOMPARE(documentToBytes(again), bytes);
        const RunRow& row = *back.rows().front();
        QCOMPARE(row.unit, RunRow::Unit::Epoch);
        QCOMPARE(row.every, std::int64_t{2});
        QCOMPARE(row.fetches.front().port, std::string("y"));
    }

    void unknownFieldsSurviveASave() {
        const std::string bytes = documentToBytes(drawing().document);
        // Field 900 of the project and of its settings, as a newer version may write them.
        const std::string unknown("\xa2\x38\x03new", 6);
        const std::string settings("\x4a\x06" + unknown);
        std::string newer = bytes.substr(0, bytes.size() - 5) + settings + unknown;
        newer += std::string("\x7d") + "0000";
        const Document read = must(documentFromBytes(resealed(newer)));
        const std::string saved = documentToBytes(read);
        std::size_t count = 0;
        for (std::size_t at = saved.find(unknown); at != std::string::npos;
             at = saved.find(unknown, at + 1)) {
            ++count;
        }
        QCOMPARE(count, std::size_t{2});
        QCOMPARE(documentToBytes(must(documentFromBytes(saved))), saved);
    }

    void fullDiskLeavesTheOldFile() {
        QTemporaryDir folder;
        const std::string path = folder.filePath("a.weft").toStdString();
        const Drawing d = drawing();
        QVERIFY_OK(writeProject(d.document, path));
        const std::string before = must(readFile(path));
        Drawing larger = drawing();
        larger.constant("big", must(Tensor::allocate(DType::Float, Shape{100'000})));
        {
            const FullDisk full(64 * 1024);
            const Status written = writeProject(larger.document, path);
            QVERIFY2(!written.ok(), "a full disk went unnoticed");
        }
        QCOMPARE(must(readFile(path)), before);
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList{"a.weft"});
        QVERIFY(!writeProject(d.document, "/dev/full").ok());
        QVERIFY(!writeProject(d.document, "/nonexistent/folder/a.weft").ok());
    }

    void filesOfBothKindsAreRead() {
        QTemporaryDir folder;
        const Drawing d = drawing();
        for (const char* name : {"a.weft", "a.weft.pbtxt"}) {
            const std::string path = folder.filePath(name).toStdString();
            QVERIFY_OK(writeProject(d.document, path));
            QCOMPARE(documentToBytes(must(readProject(path))), documentToBytes(d.document));
        }
    }
};

namespace {
const Registered<TstProjectIo> registered;
}
}  // namespace weft::test

#include "tst_project_io.moc"
