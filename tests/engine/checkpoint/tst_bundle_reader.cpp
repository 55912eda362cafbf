// SPDX-License-Identifier: Apache-2.0
#include "engine/checkpoint/bundle_reader.h"

#include <QCryptographicHash>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include "engine/checkpoint/bundle_writer.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstBundleReader final : public QObject {
    Q_OBJECT

private slots:
    void missingFilesAreNotFound();
    void missingNamesAreNotFound();
    void anotherTypeOrShapeIsRefused();
    void largeTensorsAreRefusedBeforeTheyAreRead();
    void damageToOneTensorLeavesTheOthers();
    void cutIndexIsDataLoss();
    void readsWhatTensorFlowWrote_data();
    void readsWhatTensorFlowWrote();
    void partitionedVariablesAreOne();
};

namespace {

const Registered<TstBundleReader> registered;

const QString kFiles = QStringLiteral(WEFT_SOURCE_DIR "/tests/engine/checkpoint/files/");

Result<BundleReader> openRecorded(const QString& name) {
    return BundleReader::open((kFiles + name).toStdString());
}

/// Of row-major little-endian elements; of strings each as uint64 length and bytes.
QString sha256Of(const Tensor& tensor) {
    QCryptographicHash hash(QCryptographicHash::Sha256);
    if (tensor.dtype() == DType::String) {
        for (const std::string& text : tensor.values<std::string>()) {
            const std::uint64_t size = text.size();
            hash.addData(QByteArray(reinterpret_cast<const char*>(&size), sizeof size));
            hash.addData(QByteArray::fromStdString(text));
        }
    } else {
        hash.addData(QByteArray(reinterpret_cast<const char*>(tensor.data()),
                                static_cast<qsizetype>(tensor.bytes())));
    }
    return QString::fromLatin1(hash.result().toHex());
}

}  // namespace

void TstBundleReader::missingFilesAreNotFound() {
    QVERIFY_FAILS(BundleReader::open("/nowhere/model"), "NOT_FOUND", "/nowhere/model.index");
}

void TstBundleReader::missingNamesAreNotFound() {
    const auto reader = openRecorded("training/model.ckpt-5");
    QVERIFY_OK(reader);
    QVERIFY(!reader->contains("dense/none"));
    QVERIFY_FAILS(reader->read("dense/none"), "NOT_FOUND",
                  "Key dense/none not found in checkpoint");
    QVERIFY_FAILS(reader->entry("dense/none"), "NOT_FOUND", "model.ckpt-5");
    QVERIFY_FAILS(reader->read(""), "INVALID_ARGUMENT", "name");
}

void TstBundleReader::anotherTypeOrShapeIsRefused() {
    const auto reader = openRecorded("training/model.ckpt-5");
    QVERIFY_OK(reader);
    QVERIFY_FAILS(reader->readAs("dense/bias", DType::Double, PartialShape{2}), "INVALID_ARGUMENT",
                  "dense/bias");
    QVERIFY_FAILS(reader->readAs("dense/bias", DType::Float, PartialShape{3}), "INVALID_ARGUMENT",
                  "got float32[2] stored, want float32[3]");
    QVERIFY_OK(reader->readAs("dense/bias", DType::Float, PartialShape{-1}));
}

void TstBundleReader::largeTensorsAreRefusedBeforeTheyAreRead() {
    QTemporaryDir folder;
    const std::string prefix = folder.filePath("large").toStdString();
    const auto large = Tensor::allocate(DType::Float, Shape{1000});
    QVERIFY_OK(large);
    QVERIFY_OK(writeBundle(prefix, {{"large", *large}, {"small", Tensor::scalar(1.0F)}}));
    Limits limits = defaultLimits();
    limits.tensorBytes = 3999;
    const auto reader = BundleReader::open(prefix, limits);
    QVERIFY_OK(reader);
    QVERIFY_FAILS(reader->read("large"), "RESOURCE_EXHAUSTED", "large");
    QVERIFY_OK(reader->read("small"));
}

void TstBundleReader::damageToOneTensorLeavesTheOthers() {
    const auto reader = openRecorded("flipped_data_byte");
    QVERIFY_OK(reader);
    int damaged = 0;
    for (const std::string& name : reader->names()) {
        const auto tensor = reader->read(name);
        if (tensor.ok()) { continue; }
        QVERIFY_FAILS(tensor, "DATA_LOSS", name);
        ++damaged;
    }
    QCOMPARE(damaged, 1);
    QCOMPARE(reader->names().size(), std::size_t{64});
}

void TstBundleReader::cutIndexIsDataLoss() {
    QVERIFY_FAILS(openRecorded("truncated_index"), "DATA_LOSS", "truncated_index.index");
}

void TstBundleReader::readsWhatTensorFlowWrote_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QJsonArray>("tensors");
    QFile file(kFiles + "manifest.json");
    QVERIFY(file.open(QFile::ReadOnly));
    for (const auto& value : QJsonDocument::fromJson(file.readAll()).array()) {
        const QString path = value.toObject()["path"].toString();
        QTest::newRow(qPrintable(path)) << path << value.toObject()["tensors"].toArray();
    }
}

void TstBundleReader::readsWhatTensorFlowWrote() {
    QFETCH(QString, path);
    QFETCH(QJsonArray, tensors);
    const auto reader = openRecorded(path);
    QVERIFY_OK(reader);
    QCOMPARE(static_cast<int>(reader->names().size()), static_cast<int>(tensors.size()));
    for (const auto& value : tensors) {
        const QJsonObject wanted = value.toObject();
        const auto tensor = reader->read(wanted["name"].toString().toStdString());
        QVERIFY_OK(tensor);
        QCOMPARE(QString::fromStdString(std::string(dtypeName(tensor->dtype()))),
                 wanted["dtype"].toString());
        QJsonArray shape;
        for (const std::int64_t size : tensor->shape().dims()) {
            shape.append(static_cast<qint64>(size));
        }
        QCOMPARE(shape, wanted["shape"].toArray());
        QVERIFY2(sha256Of(*tensor) == wanted["sha256"].toString(),
                 qPrintable(wanted["name"].toString()));
    }
}

void TstBundleReader::partitionedVariablesAreOne() {
    const auto reader = openRecorded("partitioned");
    QVERIFY_OK(reader);
    QCOMPARE(reader->names(), (std::vector<std::string>{"emb/table", "emb/wide", "plain"}));
    const auto entry = reader->entry("emb/table");
    QVERIFY_OK(entry);
    QCOMPARE(entry->parts, 3);
    QCOMPARE(entry->shape, (Shape{10, 4}));
}

}  // namespace weft::test

#include "tst_bundle_reader.moc"
