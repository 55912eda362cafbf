// SPDX-License-Identifier: Apache-2.0
#include "engine/train/saver.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "engine/checkpoint/bundle_writer.h"
#include "engine/checkpoint/checkpoint_state.h"
#include "engine/runtime/session_variables.h"
#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstSaver final : public QObject {
    Q_OBJECT

private slots:
    void init();
    void nothingToSaveIsAnError();
    void missingCheckpointIsNotFound();
    void missingVariableIsNamedAndNothingChanges();
    void anotherShapeIsNamedAndNothingChanges();
    void anotherTypeIsNamed();
    void hostileStateFileDeletesNothingElse();
    void damagedStateFileIsReplaced();
    void uninitializedVariablesAreLeftOut();
    void valuesComeBack();
    void aSnapshotIsNotTouchedByLaterSteps();
    void sharedNamesAreSavedByNode();
    void keepsTheNewest();
    void savingAgainMovesToTheEnd();
    void stepsOfNames();

private:
    std::string path(const QString& name) const { return m_folder->filePath(name).toStdString(); }
    /// A session with variables a = [1,2] and b = 3, initialized; `grow` adds [1,1] to a.
    static std::unique_ptr<Session> session();
    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

const Registered<TstSaver> registered;

std::map<std::string, Tensor> oneValue(float value) {
    return {{"a", floats({value, value})}, {"b", Tensor::scalar(value)}};
}

QVector<float> valuesOf(Session& session) {
    QVector<float> out;
    for (const char* name : {"a:0", "b:0"}) {
        const auto value = runFor(session, name);
        if (!value.ok()) { return {}; }
        for (const float x : floatsOf(*value)) { out.append(x); }
    }
    return out;
}

}  // namespace

void TstSaver::init() { m_folder = std::make_unique<QTemporaryDir>(); }

std::unique_ptr<Session> TstSaver::session() {
    GraphFixture g;
    const Expr a = g.initialized("a", floats({1, 2}));
    g.initialized("b", Tensor::scalar(3.0F));
    g.op("AssignAdd", {a, g.constant("ones", floats({1, 1}))}, "grow");
    auto made = g.session();
    if (!made.ok()) { qFatal("%s", made.status().ToString().c_str()); }
    const auto run = (*made)->run({{}, {}, {"a/Assign", "b/Assign"}});
    if (!run.ok()) { qFatal("%s", run.status().ToString().c_str()); }
    return *std::move(made);
}

void TstSaver::nothingToSaveIsAnError() {
    QVERIFY_FAILS(saveCheckpoint({}, path("m"), 1), "FAILED_PRECONDITION", "nothing to save");
    QVERIFY(!QFile::exists(m_folder->filePath("checkpoint")));
}

void TstSaver::missingCheckpointIsNotFound() {
    const auto running = session();
    QVERIFY_FAILS(restoreCheckpoint(*running, path("m-1")), "NOT_FOUND", "m-1.index");
    QVERIFY_FAILS(restoreCheckpoint(*running, path(".")), "NOT_FOUND", "checkpoint");
}

void TstSaver::missingVariableIsNamedAndNothingChanges() {
    const auto running = session();
    QVERIFY_OK(writeBundle(path("m"), {{"a", floats({8, 9})}}));
    QVERIFY_FAILS(restoreCheckpoint(*running, path("m")), "NOT_FOUND",
                  "Key b not found in checkpoint");
    QCOMPARE(valuesOf(*running), (QVector<float>{1, 2, 3}));
}

void TstSaver::anotherShapeIsNamedAndNothingChanges() {
    const auto running = session();
    QVERIFY_OK(writeBundle(path("m"), {{"a", floats({8, 9})}, {"b", floats({1})}}));
    QVERIFY_FAILS(restoreCheckpoint(*running, path("m")), "INVALID_ARGUMENT",
                  "tensor 'b': got float32[1] stored, want float32[]");
    QCOMPARE(valuesOf(*running), (QVector<float>{1, 2, 3}));
}

void TstSaver::anotherTypeIsNamed() {
    const auto running = session();
    QVERIFY_OK(writeBundle(path("m"), {{"a", floats({8, 9})}, {"b", Tensor::scalar(1.0)}}));
    QVERIFY_FAILS(restoreCheckpoint(*running, path("m")), "INVALID_ARGUMENT", "float64");
}

void TstSaver::hostileStateFileDeletesNothingElse() {
    const std::vector<std::string> others{path("other-1"), path("m-1x"), path("m-")};
    CheckpointState state{.latest = path("other-1")};
    for (const std::string& other : others) {
        QVERIFY_OK(writeBundle(other, oneValue(1)));
        for (int i = 0; i < 3; ++i) { state.all.push_back(other); }
    }
    QVERIFY_OK(writeCheckpointState(path("."), state));
    for (int step = 1; step <= 3; ++step) {
        QVERIFY_OK(saveCheckpoint(oneValue(2), path("m"), step, {.keep = 1}));
    }
    for (const std::string& other : others) { QVERIFY(checkpointExists(other)); }
    QVERIFY(!checkpointExists(path("m-2")) && checkpointExists(path("m-3")));
}

void TstSaver::damagedStateFileIsReplaced() {
    QFile file(m_folder->filePath("checkpoint"));
    QVERIFY(file.open(QFile::WriteOnly));
    file.write("\x8b noise");
    file.close();
    QVERIFY_OK(saveCheckpoint(oneValue(2), path("m"), 1));
    const auto found = findCheckpoint(path(""));
    QVERIFY_OK(found);
    QCOMPARE(*found, path("m-1"));
}

void TstSaver::uninitializedVariablesAreLeftOut() {
    GraphFixture g;
    g.initialized("a", floats({1, 2}));
    g.variable("later", PartialShape{2});
    const auto made = g.session();
    QVERIFY_OK(made);
    QVERIFY_OK((*made)->run({{}, {}, {"a/Assign"}}));
    const auto values = variableValues(**made);
    QVERIFY_OK(values);
    QCOMPARE(values->size(), std::size_t{1});
    QVERIFY(values->contains("a"));
}

void TstSaver::valuesComeBack() {
    const auto first = session();
    QVERIFY_OK(first->run({{}, {}, {"grow"}}));
    const auto values = variableValues(*first);
    QVERIFY_OK(values);
    const auto saved = saveCheckpoint(*values, path("new/m"), 7);
    QVERIFY_OK(saved);
    QCOMPARE(*saved, path("new/m-7"));
    const auto second = session();
    QVERIFY_OK(restoreCheckpoint(*second, *saved));
    QCOMPARE(valuesOf(*second), (QVector<float>{2, 3, 3}));
    QVERIFY_OK(second->run({{}, {}, {"grow", "a/Assign"}}));
    QVERIFY_OK(restoreCheckpoint(*second, path("new")));
    QCOMPARE(valuesOf(*second), (QVector<float>{2, 3, 3}));
}

void TstSaver::aSnapshotIsNotTouchedByLaterSteps() {
    const auto running = session();
    const auto values = variableValues(*running);
    QVERIFY_OK(values);
    QVERIFY_OK(running->run({{}, {}, {"grow"}}));
    QCOMPARE(floatsOf(values->at("a")), (std::vector<float>{1, 2}));
    QCOMPARE(valuesOf(*running), (QVector<float>{2, 3, 3}));
}

void TstSaver::sharedNamesAreSavedByNode() {
    GraphFixture g;
    const Expr v = g.scope.op("VariableV2", {},
                              {{"dtype", DType::Float},
                               {"shape", PartialShape{1}},
                               {"shared_name", std::string("elsewhere")},
                               {"container", std::string("box")}},
                              "v");
    g.scope.op("Assign", {v, g.constant("five", floats({5}))}, {}, "v/Assign");
    const auto made = g.session();
    QVERIFY_OK(made);
    QVERIFY_OK((*made)->run({{}, {}, {"v/Assign"}}));
    const auto values = variableValues(**made);
    QVERIFY_OK(values);
    QCOMPARE(floatsOf(values->at("v")), (std::vector<float>{5}));
    QVERIFY_OK(writeBundle(path("m"), {{"v", floats({6})}}));
    QVERIFY_OK(restoreCheckpoint(**made, path("m")));
    const auto now = runFor(**made, "v:0");
    QVERIFY_OK(now);
    QCOMPARE(floatsOf(*now), (std::vector<float>{6}));
}

void TstSaver::keepsTheNewest() {
    for (int step = 10; step <= 70; step += 10) {
        QVERIFY_OK(saveCheckpoint(oneValue(1), path("m"), step, {.keep = 3}));
    }
    const auto state = readCheckpointState(path(""));
    QVERIFY_OK(state);
    QCOMPARE(state->all, (std::vector<std::string>{path("m-50"), path("m-60"), path("m-70")}));
    QCOMPARE(QDir(m_folder->path()).entryList({"m-*"}, QDir::Files).size(), 6);
}

void TstSaver::savingAgainMovesToTheEnd() {
    for (const int step : {1, 2, 1}) { QVERIFY_OK(saveCheckpoint(oneValue(1), path("m"), step)); }
    const auto state = readCheckpointState(path(""));
    QVERIFY_OK(state);
    QCOMPARE(state->latest, path("m-1"));
    QCOMPARE(state->all, (std::vector<std::string>{path("m-2"), path("m-1")}));
}

void TstSaver::stepsOfNames() {
    QCOMPARE(stepOfCheckpoint("run/model-300"), std::int64_t{300});
    QCOMPARE(stepOfCheckpoint("run-3/model"), std::int64_t{0});
    QCOMPARE(stepOfCheckpoint("model-"), std::int64_t{0});
    QCOMPARE(stepOfCheckpoint("model-99999999999999999999"), std::int64_t{0});
    QCOMPARE(stepOfCheckpoint(""), std::int64_t{0});
}

}  // namespace weft::test

#include "tst_saver.moc"
