// SPDX-License-Identifier: Apache-2.0
/// @file
/// Every byte of a checkpoint may be hostile: the malformed files under tests/badfiles, every
/// truncation of a small checkpoint and a flipped bit in each byte of it.

#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include "engine/checkpoint/bundle_reader.h"
#include "engine/checkpoint/bundle_writer.h"
#include "engine/checkpoint/checkpoint_state.h"
#include "engine/checkpoint/data_file.h"
#include "engine/checkpoint/index_writer.h"
#include "engine/checkpoint/slice_map.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstBundleDamage final : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void malformedFilesAreAnswered_data();
    void malformedFilesAreAnswered();
    void everyTruncationIsSeen();
    void flippedBitsAreSeen();

private:
    /// Reads all tensors of the checkpoint; the first error, or DataLoss when one changed.
    Status readAll() const;
    void put(const QString& ending, const QByteArray& bytes) const;

    QTemporaryDir m_folder;
    std::map<std::string, Tensor> m_tensors;
    QByteArray m_index;
    QByteArray m_data;
};

namespace {

const Registered<TstBundleDamage> registered;

const QString kBadFiles = QStringLiteral(WEFT_SOURCE_DIR "/tests/badfiles/");
const QString kIndex = QStringLiteral("m.index");
const QString kData = QStringLiteral("m.data-00000-of-00001");

/// What a restore of these names and dtypes does.
Status restore(const std::string& prefix, const QJsonArray& names) {
    const BundleReader reader = WEFT_TRY(BundleReader::open(prefix));
    for (const auto& value : names) {
        const std::string name = value.toArray()[0].toString().toStdString();
        const auto type = static_cast<DType>(value.toArray()[1].toInt());
        WEFT_TRY(reader.entry(name));
        WEFT_TRY(reader.readAs(name, type, PartialShape()));
    }
    return okStatus();
}

}  // namespace

void TstBundleDamage::initTestCase() {
    m_tensors = {{"alpha/kernel", Tensor::vector<float>({1, 2, 3})},
                 {"alpha/names", Tensor::vector<std::string>({"one", "", "three"})},
                 {"beta", Tensor::scalar<std::int64_t>(7)},
                 {"none", Tensor::vector<float>({})}};
    QVERIFY_OK(writeBundle(m_folder.filePath("m").toStdString(), m_tensors));
    for (const auto& [name, bytes] : {std::pair(kIndex, &m_index), std::pair(kData, &m_data)}) {
        QFile file(m_folder.filePath(name));
        QVERIFY(file.open(QFile::ReadOnly));
        *bytes = file.readAll();
    }
    QVERIFY_OK(readAll());
}

Status TstBundleDamage::readAll() const {
    const BundleReader reader = WEFT_TRY(BundleReader::open(m_folder.filePath("m").toStdString()));
    for (const auto& [name, tensor] : m_tensors) {
        const Tensor read = WEFT_TRY(reader.read(name));
        if (!bytesEqual(read, tensor)) { return internalError("another value: " + name); }
    }
    return okStatus();
}

void TstBundleDamage::put(const QString& ending, const QByteArray& bytes) const {
    QFile file(m_folder.filePath(ending));
    QVERIFY(file.open(QFile::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

void TstBundleDamage::malformedFilesAreAnswered_data() {
    QTest::addColumn<QJsonObject>("recorded");
    QFile file(kBadFiles + "checkpoint_cases.json");
    QVERIFY(file.open(QFile::ReadOnly));
    for (const auto& value : QJsonDocument::fromJson(file.readAll()).array()) {
        const QJsonObject recorded = value.toObject();
        QTest::newRow(qPrintable(recorded["file"].toString())) << recorded;
    }
}

void TstBundleDamage::malformedFilesAreAnswered() {
    QFETCH(QJsonObject, recorded);
    QElapsedTimer timer;
    timer.start();
    const QString file = recorded["file"].toString();
    const std::string path = (kBadFiles + file).toStdString();
    const QString ending = "/checkpoint";
    const Status answer = file.endsWith(ending)
                              ? detail::statusOf(findCheckpoint(path.substr(
                                    0, path.size() - static_cast<std::size_t>(ending.size()))))
                              : restore(path, recorded["extra"].toObject()["names"].toArray());
    QCOMPARE(QString::fromStdString(codeName(answer.code())), recorded["code"].toString());
    const std::string must = recorded["must"].toString().toStdString();
    QVERIFY2(answer.ok() || messageOf(answer).find(must) != std::string_view::npos,
             answer.ToString().c_str());
    QVERIFY(timer.elapsed() < 2000);
}

void TstBundleDamage::everyTruncationIsSeen() {
    for (qsizetype size = 0; size < m_index.size(); ++size) {
        put(kIndex, m_index.left(size));
        QVERIFY_FAILS(readAll(), "DATA_LOSS", "m.index");
    }
    put(kIndex, m_index);
    for (qsizetype size = 0; size < m_data.size(); ++size) {
        put(kData, m_data.left(size));
        QVERIFY_FAILS(readAll(), "DATA_LOSS", "m.data-00000-of-00001");
    }
    put(kData, m_data);
    QVERIFY_OK(readAll());
}

/// One bit of each byte, another from byte to byte.
void TstBundleDamage::flippedBitsAreSeen() {
    for (const auto& [name, whole] : {std::pair(kIndex, m_index), std::pair(kData, m_data)}) {
        for (qsizetype at = 0; at < whole.size(); ++at) {
            QByteArray bytes = whole;
            bytes[at] = static_cast<char>(bytes[at] ^ (1 << (at % 8)));
            put(name, bytes);
            const Status answer = readAll();
            // The zeros between the footer's handles and its magic mean nothing.
            const qsizetype fromEnd = whole.size() - at;
            const bool isPadding = name == kIndex && fromEnd <= 44 && fromEnd > 8;
            if (isPadding && answer.ok()) { continue; }
            QVERIFY2(answer.code() == StatusCode::kDataLoss,
                     qPrintable(QStringLiteral("byte %1 of %2: %3")
                                    .arg(at)
                                    .arg(name, QString::fromStdString(answer.ToString()))));
        }
        put(name, whole);
    }
    QVERIFY_OK(readAll());
}

}  // namespace weft::test

#include "tst_bundle_damage.moc"
