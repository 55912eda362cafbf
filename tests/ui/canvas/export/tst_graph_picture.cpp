// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/export/graph_picture.h"

#include <QPainter>
#include <QSvgRenderer>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"
#include "tests/ui/canvas/diagrams.h"
#include "ui/base/proxy_style.h"

namespace weft::ui::test {

class TstGraphPicture : public QObject {
    Q_OBJECT

private slots:
    void otherKindsEmptyGraphsAndAbsentFoldersAreRefused() {
        const auto s = makeSnapshot(chainOfThree());
        const Theme& theme = themeById(ThemeId::Light);
        QVERIFY_FAILS(writePicture(*s, theme, m_folder.filePath("graph.gif")), "INVALID_ARGUMENT",
                      "want .svg or .png");
        QVERIFY_FAILS(writePicture(*makeSnapshot({}), theme, m_folder.filePath("graph.svg")),
                      "INVALID_ARGUMENT", "nothing to draw");
        QVERIFY_FAILS(writePicture(*s, theme, m_folder.filePath("absent/graph.svg")), "UNAVAILABLE",
                      "could not be written");
        QVERIFY(!QFile::exists(m_folder.filePath("graph.gif")));
    }

    void aPngShowsTheWholeGraph() {
        const auto s = makeSnapshot(chainOfThree());
        const Theme& theme = themeById(ThemeId::Light);
        QVERIFY_OK(writePicture(*s, theme, m_folder.filePath("graph.png")));
        const QImage image(m_folder.filePath("graph.png"));
        QVERIFY(image.width() >= 2 * s->bounds.width());
        QCOMPARE(image.pixelColor(2, 2), theme.canvas);
        for (int i = 0; i < 3; ++i) {
            const QPointF title = (s->rect(i).topLeft() - s->bounds.topLeft() + QPointF(24, 24) +
                                   QPointF(s->rect(i).width() / 2, 4)) *
                                  2;
            QCOMPARE(image.pixelColor(title.toPoint()), theme.category(s->node(i).category));
        }
    }

    void aGraphTooLargeForAnImageIsDrawnSmaller() {
        Diagram d = chainOfThree();
        d.nodes[2].position = QPointF(90000, 60000);
        const QImage image = pictureOf(*makeSnapshot(d), themeById(ThemeId::Dark));
        QVERIFY(!image.isNull());
        QVERIFY(static_cast<double>(image.width()) * image.height() <= 101e6);
    }

    void anSvgLooksAsThePng_data() {
        QTest::addColumn<int>("theme");
        QTest::newRow("dark") << static_cast<int>(ThemeId::Dark);
        QTest::newRow("light") << static_cast<int>(ThemeId::Light);
        QTest::newRow("contrast") << static_cast<int>(ThemeId::Contrast);
    }
    void anSvgLooksAsThePng() {
        QFETCH(int, theme);
        Diagram d = chainOfThree();
        d.nodes[1].form = NodeForm::Variable;
        d.wires.push_back({0, 0, 2, 0, true, false});
        const auto s = makeSnapshot(d);
        const Theme& look = themeById(static_cast<ThemeId>(theme));
        const QByteArray svg = svgOf(*s, look);
        QVERIFY(!svg.contains("<style"));
        QSvgRenderer renderer(svg);
        QVERIFY(renderer.isValid());
        const QImage png = pictureOf(*s, look, {.ratio = 1});
        QImage drawn(png.size(), QImage::Format_RGB32);
        drawn.fill(Qt::magenta);
        QPainter painter(&drawn);
        renderer.render(&painter);
        painter.end();
        // In blocks of 8 by 8: letters and edges are made in other ways.
        const auto blocks = [](const QImage& image) {
            return image.scaled(image.size() / 8, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
        };
        const QImage a = blocks(png);
        const QImage b = blocks(drawn);
        int other = 0;
        for (int y = 0; y < a.height(); ++y) {
            for (int x = 0; x < a.width(); ++x) {
                const QColor p = a.pixelColor(x, y);
                const QColor q = b.pixelColor(x, y);
                const int far = std::abs(p.red() - q.red()) + std::abs(p.green() - q.green()) +
                                std::abs(p.blue() - q.blue());
                other += far > 3 * kBlockDistance ? 1 : 0;
            }
        }
        QVERIFY2(other * 100 < a.width() * a.height(), qPrintable(QString::number(other)));
    }

private:
    static constexpr int kBlockDistance = 24;  // of 255, in the mean of the channels
    QTemporaryDir m_folder;
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstGraphPicture> registered;
}

#include "tst_graph_picture.moc"
