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
#include "ui/canvas/layout/node_layout.h"

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

    void wordsInAnSvgAreText() {
        Diagram d = chainOfThree();
        d.nodes[1].name = QStringLiteral("hidden<1>");
        d.notes.push_back({QRectF(-24, -64, 600, 260), QStringLiteral("encoder\nof words"), 31});
        d.notes.back().frame = true;
        d.wires[0].via = {{170, 130}};
        const QByteArray svg = svgOf(*makeSnapshot(d), themeById(ThemeId::Light));
        for (const char* words :
             {">hidden&lt;1&gt;<", ">encoder<", ">of words<", ">Add<", ">x0<"}) {
            QVERIFY2(svg.contains(words), words);
        }
        QVERIFY(svg.contains("monospace\"") && svg.contains("sans-serif\""));
        QVERIFY(!svg.contains("font-family=\"\""));
        QVERIFY(QSvgRenderer(svg).isValid());
    }

    /// Names of sockets that share a row are cut before they meet.
    void longNamesOnOneRowDoNotMeet() {
        Diagram d;
        d.nodes.push_back(boxNode(1, "loss", 1, 1));
        d.nodes[0].position = QPointF(0, 0);
        d.nodes[0].inputs[0].name = QStringLiteral("softmax_cross_entropy_labels");
        d.nodes[0].outputs[0].name = QStringLiteral("softmax_cross_entropy_with_logits");
        const auto s = makeSnapshot(d);
        const QImage image = pictureOf(*s, themeById(ThemeId::Light), {.ratio = 1});
        const QPointF corner = s->rect(0).topLeft() - s->bounds.topLeft() + QPointF(24, 24);
        const QPoint row = (corner + QPointF(0, kTitleHeight + kRowHeight / 2)).toPoint();
        const QRgb ground = themeById(ThemeId::Light).node.rgb();
        int widest = 0;
        int run = 0;
        // In the middle third a strip that no letter touches.
        const auto width = static_cast<int>(s->rect(0).width());
        for (int x = width / 3; x < 2 * width / 3; ++x) {
            bool free = true;
            for (int y = -6; y <= 6; ++y) {
                free = free && image.pixel(row.x() + x, row.y() + y) == ground;
            }
            run = free ? run + 1 : 0;
            widest = std::max(widest, run);
        }
        QVERIFY2(widest >= 5, qPrintable(QString::number(widest)));
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
        QByteArray svg = svgOf(*s, look);
        QVERIFY(!svg.contains("<style"));
        // Qt's own reader knows no second choice of a font.
        svg.replace(", DejaVu Sans Mono, monospace\"", "\"");
        svg.replace(", DejaVu Sans, sans-serif\"", "\"");
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
