// SPDX-License-Identifier: Apache-2.0
#include "engine/checkpoint/checkpoint_state.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "engine/checkpoint/bundle_writer.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstCheckpointState final : public QObject {
    Q_OBJECT

private slots:
    void missingFileIsNotFound();
    void damagedFileIsDataLoss();
    void newestThatIsGoneIsNotFound();
    void textIsTensorFlows();
    void readsWhatTensorFlowWrote();
    void prefixesElsewhereStayAbsolute();
    void findsPrefixesAndFolders();
    void removesOnlyItsOwnFiles();

private:
    std::string folder() const { return m_folder.path().toStdString(); }
    std::string path(const char* name) const { return m_folder.filePath(name).toStdString(); }
    void put(const char* name, const QByteArray& bytes) const {
        QFile file(m_folder.filePath(name));
        QVERIFY(file.open(QFile::WriteOnly));
        file.write(bytes);
    }
    QByteArray text() const {
        QFile file(m_folder.filePath("checkpoint"));
        return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray("<absent>");
    }
    QTemporaryDir m_folder;
};

namespace {
const Registered<TstCheckpointState> registered;
}

void TstCheckpointState::missingFileIsNotFound() {
    QVERIFY_FAILS(readCheckpointState("/nowhere"), "NOT_FOUND", "/nowhere/checkpoint");
    QVERIFY_FAILS(findCheckpoint("/nowhere/m"), "NOT_FOUND", "/nowhere/m.index");
}

void TstCheckpointState::damagedFileIsDataLoss() {
    for (const char* bytes :
         {"", "model_checkpoint_path: \"m", "\x8b\xd4 noise", "all_model_checkpoint_paths: \"m\"\n",
          "model_checkpoint_path: \"\"\n"}) {
        put("checkpoint", bytes);
        QVERIFY_FAILS(readCheckpointState(folder()), "DATA_LOSS", "checkpoint)");
    }
}

void TstCheckpointState::newestThatIsGoneIsNotFound() {
    QVERIFY_OK(writeCheckpointState(folder(), {path("gone-3"), {path("gone-3")}, {}, 0}));
    QVERIFY_FAILS(findCheckpoint(folder()), "NOT_FOUND", "gone-3.index");
}

void TstCheckpointState::textIsTensorFlows() {
    QVERIFY_OK(writeCheckpointState(folder(), {path("m-2"), {path("m-1"), path("m-2")}, {}, 0}));
    QCOMPARE(text(), QByteArray("model_checkpoint_path: \"m-2\"\n"
                                "all_model_checkpoint_paths: \"m-1\"\n"
                                "all_model_checkpoint_paths: \"m-2\"\n"));
}

void TstCheckpointState::readsWhatTensorFlowWrote() {
    const std::string recorded = WEFT_SOURCE_DIR "/tests/engine/checkpoint/files/training";
    const auto state = readCheckpointState(recorded);
    QVERIFY_OK(state);
    QCOMPARE(state->latest, recorded + "/model.ckpt-5");
    QCOMPARE(state->all.size(), std::size_t{3});
    QCOMPARE(state->all.front(), recorded + "/model.ckpt-3");
    const auto found = findCheckpoint(recorded);
    QVERIFY_OK(found);
    QCOMPARE(*found, recorded + "/model.ckpt-5");
}

void TstCheckpointState::prefixesElsewhereStayAbsolute() {
    QVERIFY_OK(writeCheckpointState(
        folder(), {path("sub/m-2"), {"/elsewhere/m-1", path("sub/m-2")}, {1.5, 2.5}, 1.5}));
    QVERIFY2(text().contains("\"sub/m-2\"") && text().contains("\"/elsewhere/m-1\""),
             text().constData());
    const auto state = readCheckpointState(folder());
    QVERIFY_OK(state);
    QCOMPARE(state->all, (std::vector<std::string>{"/elsewhere/m-1", path("sub/m-2")}));
    QCOMPARE(state->timestamps, (std::vector<double>{1.5, 2.5}));
    QCOMPARE(state->lastPreservedTimestamp, 1.5);
}

void TstCheckpointState::findsPrefixesAndFolders() {
    QVERIFY_OK(writeBundle(path("m-7"), {{"a", Tensor::scalar(1.0F)}}));
    QVERIFY_OK(writeCheckpointState(folder(), {path("m-7"), {path("m-7")}, {}, 0}));
    for (const std::string& named : {folder(), folder() + "/", path("m-7")}) {
        const auto found = findCheckpoint(named);
        QVERIFY_OK(found);
        QCOMPARE(*found, path("m-7"));
    }
}

void TstCheckpointState::removesOnlyItsOwnFiles() {
    for (const char* name :
         {"r-1.index", "r-1.meta", "r-1.data-00000-of-00002", "r-1.data-00001-of-00002",
          "r-1.data-notes", "r-10.index", "r-10.data-00000-of-00001"}) {
        put(name, "x");
    }
    removeCheckpoint(path("r-1"));
    QCOMPARE(QDir(m_folder.path()).entryList({"r-*"}, QDir::Files, QDir::Name),
             (QStringList{"r-1.data-notes", "r-10.data-00000-of-00001", "r-10.index"}));
    removeCheckpoint(path("r-1"));
    removeCheckpoint("/nowhere/r-1");
}

}  // namespace weft::test

#include "tst_checkpoint_state.moc"
