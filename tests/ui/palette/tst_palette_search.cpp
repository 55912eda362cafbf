// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/palette/palette_search.h"

#include <QElapsedTimer>
#include <QTest>
#include <algorithm>

#include "tests/support/test_main.h"

namespace weft::ui::test {

class TstPaletteSearch : public QObject {
    Q_OBJECT

private slots:
    void nonsenseFindsNothing() {
        QCOMPARE(find("qqqq"), QStringList());
        QCOMPARE(find("relu qqqq"), QStringList());
    }

    void withoutWordsTheLevelIsShown() {
        const QStringList start = find({});
        QCOMPARE(start.front(), QStringLiteral("Placeholder"));
        QVERIFY(start.size() <= startEntries().size());
        const auto dragged = std::ranges::count(all(), true, &PaletteEntry::onlyDragged);
        QCOMPARE(dragged, 1);
        QCOMPARE(find({}, PaletteLevel::All).size(),
                 static_cast<qsizetype>(all().size()) - dragged);
    }

    void whatIsMadeForTheWireComesFirst() {
        const QString column = QStringLiteral("Placeholder for this column");
        QVERIFY(!find("placeholder", PaletteLevel::All).contains(column));
        PaletteQuery query;
        query.used = {QStringLiteral("Placeholder")};
        query.fits = [](const QString& entry) { return entry.startsWith("Placeholder"); };
        QCOMPARE(names(query).front(), column);
        query.text = QStringLiteral("placeholder");
        QCOMPARE(names(query).front(), column);
        query.fits = [](const QString& entry) { return entry == "Placeholder"; };
        QVERIFY(!names(query).contains(column));
    }

    void theWantedEntryIsAmongTheFirstThree_data() {
        QTest::addColumn<QString>("wanted");
        const std::vector<std::pair<const char*, const char*>> queries = {
            {"plus", "Add"},
            {"+", "Add"},
            {"add", "Add"},
            {"multiply", "Mul"},
            {"*", "Mul"},
            {"times", "Mul"},
            {"tf.multiply", "Mul"},
            {"minus", "Sub"},
            {"divide", "RealDiv"},
            {"matrix product", "MatMul"},
            {"tf.matmul", "MatMul"},
            {"dot", "MatMul"},
            {"matmul", "MatMul"},
            {"mat mul", "MatMul"},
            {"fully connected", "Dense"},
            {"linear layer", "Dense"},
            {"tf.layers.dense", "Dense"},
            {"tf.keras.layers.Dense", "Dense"},
            {"dens", "Dense"},
            {"convolution", "Conv2D"},
            {"conv", "Conv2D"},
            {"tf.nn.conv2d", "Conv2D"},
            {"cnn", "Conv2D"},
            {"pooling", "MaxPool"},
            {"max pool", "MaxPool"},
            {"MaxPooling2D", "MaxPool"},
            {"flatten", "Flatten"},
            {"dropout", "Dropout"},
            {"relu", "Relu"},
            {"tf.nn.relu", "Relu"},
            {"rectified linear unit", "Relu"},
            {"activation", "Relu"},
            {"logistic", "Sigmoid"},
            {"softmax", "Softmax"},
            {"probabilities", "Softmax"},
            {"cross entropy", "SoftmaxLoss"},
            {"loss", "SoftmaxLoss"},
            {"cost", "SquaredError"},
            {"mean squared error", "SquaredError"},
            {"mse", "SquaredError"},
            {"average", "Mean"},
            {"tf.reduce_mean", "Mean"},
            {"accuracy", "Accuracy"},
            {"percent correct", "Accuracy"},
            {"gradient descent", "GradientDescent"},
            {"sgd", "GradientDescent"},
            {"optimizer", "Adam"},
            {"adam", "Adam"},
            {"minimise", "GradientDescent"},
            {"tf.train.AdamOptimizer", "Adam"},
            {"momentum", "Momentum"},
            {"input", "Placeholder"},
            {"tf.placeholder", "Placeholder"},
            {"weights", "Variable"},
            {"tf.Variable", "Variable"},
            {"constant", "Const"},
            {"number", "Const"},
            {"csv", "Data source"},
            {"mnist", "Data source"},
            {"comment", "Note"},
            {"one hot", "OneHot"},
            {"reshape", "Reshape"},
            {"transpose", "Transpose"},
            {"concatenate", "ConcatV2"},
            {"embedding", "GatherV2"},
            {"convert", "Cast"},
            {"tf.gradients", "Gradients"},
            {"argmax", "ArgMax"},
            {"square root", "Sqrt"},
            {"where", "SelectV2"},
            {"normal distribution", "RandomStandardNormal"},
            {"sofmax", "Softmax"},
            {"resahpe", "Reshape"},
        };
        QVERIFY(queries.size() >= 60);
        for (const auto& [query, wanted] : queries) {
            QTest::newRow(query) << QString::fromLatin1(wanted);
        }
    }
    void theWantedEntryIsAmongTheFirstThree() {
        QFETCH(QString, wanted);
        const QStringList first = find(QString::fromLatin1(QTest::currentDataTag())).mid(0, 3);
        QVERIFY2(first.contains(wanted), qPrintable(first.join(' ')));
    }

    void specialOpsComeOnlyWithAll() {
        QVERIFY(!find("Concat").contains("Concat"));
        QVERIFY(find("Concat", PaletteLevel::All).contains("Concat"));
        QVERIFY(!find("_").contains("_Weft"));
    }

    void anExactNameIsFirstWhateverFits() {
        PaletteQuery query;
        query.text = "mean";
        query.fits = [](const QString& entry) { return entry != "Mean"; };
        QCOMPARE(names(query).front(), QStringLiteral("Mean"));
    }

    void whatFitsComesBeforeWhatDoesNot() {
        PaletteQuery query;
        query.text = "so";
        query.fits = [](const QString& entry) { return entry == "Softsign"; };
        QCOMPARE(names(query).front(), QStringLiteral("Softsign"));
        query.onlyFitting = true;
        QCOMPARE(names(query), QStringList("Softsign"));
    }

    void whatTheProjectUsesComesBeforeTheRest() {
        PaletteQuery query;
        query.text = "so";
        QCOMPARE(names(query).front(), QStringLiteral("Softmax"));
        query.used = {"Softplus"};
        QCOMPARE(names(query).front(), QStringLiteral("Softplus"));
    }

    /// The bound of the interface; a thousandth of it is usual.
    void aLetterIsAnsweredWithinAFrame() {
        std::vector<PaletteEntry> many = all();
        while (many.size() < 1000) {
            PaletteEntry copy = many[many.size() % all().size()];
            copy.name += QString::number(many.size());
            many.push_back(copy);
        }
        const PaletteSearch search(many, builtInSynonyms());
        double best = 1e9;
        for (const char* text : {"s", "so", "sum of the", "tf.nn.", "zzzz"}) {
            PaletteQuery query;
            query.text = QString::fromLatin1(text);
            QElapsedTimer clock;
            clock.start();
            search.find(query);
            best = std::min(best, static_cast<double>(clock.nsecsElapsed()) / 1e6);
        }
        QVERIFY2(best < 16, qPrintable(QString::number(best)));
    }

private:
    static const std::vector<PaletteEntry>& all() {
        static const std::vector<PaletteEntry> entries = catalogue();
        return entries;
    }
    QStringList names(const PaletteQuery& query) const {
        QStringList out;
        for (const int at : m_search.find(query)) {
            out.append(all()[static_cast<std::size_t>(at)].name);
        }
        return out;
    }
    QStringList find(const QString& text, PaletteLevel level = PaletteLevel::Start) const {
        PaletteQuery query;
        query.text = text;
        query.level = level;
        return names(query);
    }
    const PaletteSearch m_search{all(), builtInSynonyms()};
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstPaletteSearch> registered;
}

#include "tst_palette_search.moc"
