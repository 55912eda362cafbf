// SPDX-License-Identifier: Apache-2.0
#include "engine/data/npy.h"

#include <QTest>

#include "engine/base/durable_file.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

using weft::DType;
using weft::Shape;
using weft::Tensor;
using weft::tensorFromNpy;

namespace {

std::string file(const char* name) {
    return std::string(WEFT_SOURCE_DIR "/tests/engine/data/files/") + name;
}

/// An .npy file with this header text.
std::string npy(const std::string& header, std::string_view data = {}) {
    std::string bytes("\x93NUMPY\1\0", 8);
    bytes.push_back(static_cast<char>(header.size() & 0xFFU));
    bytes.push_back(static_cast<char>(header.size() >> 8U));
    return bytes.append(header).append(data);
}

std::string header(const char* descr, const char* shape) {
    return std::string("{'descr': '") + descr + "', 'fortran_order': False, 'shape': " + shape +
           ", }\n";
}

}  // namespace

class TstNpy : public QObject {
    Q_OBJECT

private slots:
    void everyCutIsRefused() {
        const std::string whole = weft::readFile(file("float_matrix.npy")).value();
        for (std::size_t size = 0; size < whole.size(); ++size) {
            QVERIFY_FAILS(tensorFromNpy(whole.substr(0, size), "x.npy"), "INVALID_ARGUMENT",
                          "x.npy");
        }
        QVERIFY_FAILS(tensorFromNpy(whole + "x", "x.npy"), "INVALID_ARGUMENT",
                      "got 9 bytes, want 2 elements of 4 bytes");
    }

    void headersThatLieAreRefused_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("code");
        const auto row = [](const char* name, const std::string& text, const char* code) {
            QTest::newRow(name) << QByteArray::fromStdString(text) << QString(code);
        };
        row("huge", header("<f8", "(1099511627776,)"), "INVALID_ARGUMENT");
        row("overflow", header("<f8", "(4294967296, 4294967296)"), "INVALID_ARGUMENT");
        row("negative", header("<f8", "(-1,)"), "INVALID_ARGUMENT");
        row("no tuple", header("<f8", "3"), "INVALID_ARGUMENT");
        row("no number", header("<f8", "(x,)"), "INVALID_ARGUMENT");
        row("no bytes each", header("|S0", "(1099511627776,)"), "UNIMPLEMENTED");
        row("negative bytes", header("<f-4", "(1,)"), "UNIMPLEMENTED");
        row("unknown", header("<q8", "(1,)"), "UNIMPLEMENTED");
        row("short code", header("<f", "(1,)"), "UNIMPLEMENTED");
        row("no keys", "{}\n", "INVALID_ARGUMENT");
        row("no colon", "{'descr' '<f4', 'fortran_order': False, 'shape': ()}", "INVALID_ARGUMENT");
        row("empty", "", "INVALID_ARGUMENT");
        row("ends after descr", "{'shape': (), 'fortran_order': False, 'descr':", "UNIMPLEMENTED");
    }
    void headersThatLieAreRefused() {
        QFETCH(QByteArray, text);
        QFETCH(QString, code);
        QVERIFY_FAILS(tensorFromNpy(npy(text.toStdString() + "  "), "x.npy"), code, "x.npy");
    }

    void picklesAreNeverRead() {
        QVERIFY_FAILS(weft::readNpy(file("objects.npy")), "UNIMPLEMENTED", "objects.npy");
    }

    void otherFilesAreRefused() {
        QVERIFY_FAILS(tensorFromNpy("PK\3\4 and so on, a zip file", "x.npz"), "INVALID_ARGUMENT",
                      "not an .npy file");
        QVERIFY_FAILS(tensorFromNpy(std::string("\x93NUMPY\x09\0\0\0\0\0", 12), "x"),
                      "UNIMPLEMENTED", "got 9");
    }

    void budgetsHold() {
        weft::Limits limits = weft::defaultLimits();
        limits.tensorBytes = 7;
        QVERIFY_FAILS(weft::readNpy(file("float_matrix.npy"), limits), "RESOURCE_EXHAUSTED",
                      "at most 7");
    }

    void stringsThatNumpyWouldCutAreRefused() {
        QVERIFY_FAILS(weft::npyToBytes(Tensor::scalarString(std::string("a\0", 2))),
                      "UNIMPLEMENTED", "NUL");
        QVERIFY_FAILS(weft::npyToBytes(Tensor::allocate(DType::QInt8, Shape{1}).value()),
                      "UNIMPLEMENTED", "qint8");
    }

    void readsWhatNumpyWrote() {
        const Tensor big = weft::readNpy(file("big_endian.npy")).value();
        QCOMPARE(big.shape(), (Shape{2, 3}));
        QCOMPARE(big.values<float>()[5], 5.0F);
        const Tensor fortran = weft::readNpy(file("fortran.npy")).value();
        QCOMPARE(fortran.shape(), (Shape{2, 3, 4}));
        for (std::int32_t i = 0; i < 24; ++i) {
            QCOMPARE(fortran.values<std::int32_t>()[static_cast<std::size_t>(i)], i);
        }
        const Tensor text = weft::readNpy(file("text.npy")).value();
        QVERIFY(weft::bytesEqual(text, Tensor::vector<std::string>({"hé", "a😀", ""})));
    }

    void writesTheBytesThatNumpyWrites() {
        const Tensor matrix = Tensor::vector<float>({1.5F, -2}).reshaped(Shape{1, 2});
        QCOMPARE(weft::npyToBytes(matrix).value(),
                 weft::readFile(file("float_matrix.npy")).value());
    }

    void everyTypeComesBack() {
        const std::vector<Tensor> tensors = {Tensor::scalar(1.5F),
                                             Tensor::vector<double>({1, 2}),
                                             Tensor::vector<bool>({true, false}),
                                             Tensor::scalar<std::int8_t>(-1),
                                             Tensor::scalar<std::uint64_t>(7),
                                             Tensor::scalar(weft::Half(0.5F)),
                                             Tensor::scalar(std::complex<float>(1, 2)),
                                             Tensor::vector<std::string>({"ab", "", "c"}),
                                             Tensor::allocate(DType::Int64, Shape{0, 3}).value()};
        for (const Tensor& tensor : tensors) {
            const auto back = tensorFromNpy(weft::npyToBytes(tensor).value(), "x.npy");
            QVERIFY_OK(back);
            QVERIFY(weft::bytesEqual(tensor, *back));
        }
        const auto wide =
            tensorFromNpy(weft::npyToBytes(Tensor::scalar(weft::BFloat16(1.5F))).value(), "x.npy");
        QVERIFY(weft::bytesEqual(*wide, Tensor::scalar(1.5F)));
    }

    void longHeadersTakeTheSecondVersion() {
        const Tensor deep = Tensor::scalar(1.0F).reshaped(
            weft::makeShape(std::vector<std::int64_t>(254, 1)).value());
        const std::string bytes = weft::npyToBytes(deep).value();
        QCOMPARE(tensorFromNpy(bytes, "x")->rank(), 254);
        QCOMPARE(bytes.size() % 64, std::size_t{4});  // data starts at a multiple of 64
    }
};

namespace {
const weft::test::Registered<TstNpy> registered;
}
#include "tst_npy.moc"
