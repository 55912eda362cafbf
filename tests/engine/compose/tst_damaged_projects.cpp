// SPDX-License-Identifier: Apache-2.0
#include <QTest>
#include <random>

#include "engine/base/crc32c.h"
#include "engine/base/durable_file.h"
#include "engine/compose/adopt.h"
#include "engine/compose/expansion.h"
#include "engine/compose/file/project_io.h"
#include "engine/graph/graph_io.h"
#include "tests/engine/compose/examples.h"
#include "tests/engine/compose/fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

constexpr std::size_t kEveryBytes = 100;
constexpr int kMutations = 150;
constexpr const char* kFile = "damaged.weft";

/// Makes the checksum right again, so that the damage reaches the parser.
std::string resealed(std::string bytes) {
    const std::uint32_t sum = crc32c(std::string_view(bytes).substr(0, bytes.size() - 5));
    bytes[bytes.size() - 5] = '\x7d';
    for (std::size_t i = 0; i < 4; ++i) {
        bytes[bytes.size() - 4 + i] = static_cast<char>((sum >> (8U * i)) & 0xFFU);
    }
    return bytes;
}

/// The examples, and a graph with loops, functions or unknown ops that was adopted.
std::vector<Example> subjects() {
    std::vector<Example> all = must(examples());
    for (const char* name : {"control_flow", "function_library"}) {
        const std::string file = concat(WEFT_SOURCE_DIR "/tests/engine/graph/files/", name, ".pb");
        const Graph graph =
            must(graphFromBytes(must(readFile(file)), {.unknownOps = UnknownOps::Keep}));
        all.push_back({concat(name, ".weft"), must(adoptGraph(graph))});
    }
    return all;
}

/// What a person may do with a document that was read: expand it, save it, read it again.
void useAsUsual(const Document& document) {
    const Expansion e = expandDocument(document);
    QCOMPARE(e.origins.size(), e.graph.size());
    const std::string saved = documentToBytes(document);
    QCOMPARE(documentToBytes(must(documentFromBytes(saved))), saved);
}

/// One of: a byte changed, some bytes cut out, some bytes twice.
std::string mutated(std::string bytes, std::mt19937& random) {
    const std::size_t head = 18;  // magic and schema have tests of their own
    const std::size_t at = head + random() % (bytes.size() - head - 5);
    const std::size_t length = std::min<std::size_t>(1 + random() % 40, bytes.size() - 5 - at);
    switch (random() % 3) {
        case 0:
            bytes[at] = static_cast<char>(random());
            break;
        case 1:
            bytes.erase(at, length);
            break;
        default:
            bytes.insert(at, bytes.substr(at, length));
    }
    return resealed(std::move(bytes));
}

}  // namespace

class TstDamagedProjects : public QObject {
    Q_OBJECT

private slots:
    void cutFilesSayWhere() {
        for (const Example& subject : subjects()) {
            const std::string bytes = documentToBytes(subject.document);
            for (std::size_t size = 0; size < bytes.size(); size += kEveryBytes) {
                QVERIFY_FAILS(documentFromBytes(bytes.substr(0, size), kFile), "DATA_LOSS",
                              "(damaged.weft, byte ");
            }
        }
    }

    void changedBytesAreNoticed() {
        for (const Example& subject : subjects()) {
            const std::string bytes = documentToBytes(subject.document);
            for (std::size_t i = 0; i < bytes.size(); i += kEveryBytes / 3) {
                std::string changed = bytes;
                changed[i] = static_cast<char>(~changed[i]);
                QVERIFY_FAILS(documentFromBytes(changed, kFile), "DATA_LOSS",
                              "(damaged.weft, byte ");
            }
        }
    }

    void aWrongChecksumSaysBothSums() {
        std::string bytes = documentToBytes(subjects().front().document);
        bytes.back() = static_cast<char>(bytes.back() + 1);
        QVERIFY_FAILS(documentFromBytes(bytes, kFile), "DATA_LOSS",
                      "damaged or cut: got checksum ");
    }

    /// Whoever can make a checksum can make any file: each is read whole or refused in words.
    void anyContentsAreReadOrRefused() {
        std::mt19937 random(1);
        int read = 0;
        int refused = 0;
        for (const Example& subject : subjects()) {
            const std::string bytes = documentToBytes(subject.document);
            for (int i = 0; i < kMutations; ++i) {
                const auto document = documentFromBytes(mutated(bytes, random), kFile);
                if (document.ok()) {
                    ++read;
                    useAsUsual(*document);
                    continue;
                }
                ++refused;
                const std::string text = document.status().ToString();
                QVERIFY2(text.find(kFile) != std::string::npos, text.c_str());
                QVERIFY2(document.status().code() != absl::StatusCode::kInternal, text.c_str());
            }
        }
        qInfo("%d read, %d refused", read, refused);
        QVERIFY(read > 50 && refused > 50);
    }

    void anyTextIsReadOrRefused() {
        std::mt19937 random(2);
        for (const Example& subject : subjects()) {
            const std::string text = documentToText(subject.document);
            for (int i = 0; i < kMutations / 3; ++i) {
                std::string changed = text;
                const std::size_t at = random() % text.size();
                changed.erase(at, 1 + random() % 20);
                const auto document = documentFromText(changed, kFile);
                if (document.ok()) {
                    useAsUsual(*document);
                } else {
                    const std::string message = document.status().ToString();
                    QVERIFY2(message.find(kFile) != std::string::npos, message.c_str());
                }
            }
        }
    }

    void danglingReferencesAreRefused_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("message");
        const auto row = [](const char* name, const char* text, const char* message) {
            QTest::newRow(name) << QString(
                                       "magic: 'weft project' schema: 1 "
                                       "item { id: 2 name: 'a' op { op: 'NoOp' } } ") +
                                       text
                                << message;
        };
        row("wire from nowhere", "wire { id: 3 from { item: 9 } to { item: 2 port: 'x' } }",
            "wire 3 from item 9, which is not there");
        row("wire to nowhere", "wire { id: 3 from { item: 2 } to { item: 9 port: 'x' } }",
            "wire 3 to item 9, which is not there");
        row("wire to a wire",
            "wire { id: 3 from { item: 2 } to { item: 2 port: 'x' } } "
            "wire { id: 4 from { item: 2 } to { item: 3 port: 'x' } }",
            "wire 4 to item 3");
        row("override of nothing", "override { id: 3 item: 9 probe: true }",
            "override 3 of item 9, which is not there");
        row("knob of nothing", "knob { id: 3 item: 9 name: 'rate' }",
            "knob 'rate' of item 9, which is not there");
        row("row runs nothing", "row { id: 3 name: 'train' target: 9 }",
            "row 'train' runs item 9, which is not there");
        row("row fetches nothing", "row { id: 3 name: 'train' fetch { item: 9 port: 'y' } }",
            "row 'train' fetches from item 9, which is not there");
        row("parent that is not there", "item { id: 3 parent: 9 name: 'b' group {} }",
            "'b' lies in something that is no group");
        row("parent that is no group", "item { id: 3 parent: 2 name: 'b' group {} }",
            "'b' lies in something that is no group");
        row("two wires into one input",
            "wire { id: 3 from { item: 2 } to { item: 2 port: 'x' } } "
            "wire { id: 4 from { item: 2 } to { item: 2 port: 'x' } }",
            "two wires into input 'x' of 'a'");
        row("one id twice", "item { id: 2 name: 'b' group {} }", "two things have one id: got 2");
        row("one name twice", "item { id: 3 name: 'a' group {} }", "name used twice: got 'a'");
        row("name of a file", "item { id: 3 name: '../a' group {} }", "malformed name: got '../a'");
    }
    void danglingReferencesAreRefused() {
        QFETCH(const QString, text);
        QFETCH(const QString, message);
        QVERIFY_FAILS(documentFromText(text.toStdString(), kFile), "DATA_LOSS",
                      message.toStdString());
    }

    void manyThingsAreRefusedByTheLimit() {
        Limits limits = defaultLimits();
        limits.nodes = 3;
        QVERIFY_FAILS(
            documentFromBytes(documentToBytes(subjects().front().document), kFile, limits),
            "RESOURCE_EXHAUSTED", "too many things in the project");
    }
};

namespace {
const Registered<TstDamagedProjects> registered;
}
}  // namespace weft::test

#include "tst_damaged_projects.moc"
