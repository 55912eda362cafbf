// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/welcome/welcome_page.h"

#include <QAction>
#include <QDir>
#include <QEvent>
#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>
#include <array>

#include "ui/base/icons.h"
#include "ui/base/proxy_style.h"

namespace weft::ui {
namespace {

constexpr int kCardWidth = 208;
constexpr int kColumns = 3;
constexpr int kRecentLinks = 6;
constexpr QSize kPicture(kCardWidth - 4, 72);

struct Words {
    QString title;
    QString what;
    QString icon;
    int place = 0;  ///< among the cards
};

/// The examples in the order in which one learns by them; others come after them.
Words wordsOf(const QString& stem) {
    const auto tr = [](const char* words) { return WelcomePage::tr(words); };
    const std::array<std::pair<const char*, Words>, 6> known = {{
        {"neuron", {tr("One neuron"), tr("y = w x, learning by gradient descent"), "nn"}},
        {"linear_regression",
         {tr("Linear regression"), tr("A line through points, by hand"), "plot"}},
        {"cos", {tr("y = cos(x)"), tr("A function and its derivative graph"), "math"}},
        {"digits_softmax", {tr("Digits softmax"), tr("8\u00d78 digits, one layer"), "array"}},
        {"fashion_mlp", {tr("Fashion MLP"), tr("60\u202f000 images, dense layers, Adam"), "group"}},
        {"fashion_cnn", {tr("Fashion CNN"), tr("Convolutions, pooling, dropout"), "data"}},
    }};
    for (std::size_t i = 0; i < known.size(); ++i) {
        if (stem != QLatin1String(known[i].first)) { continue; }
        Words words = known[i].second;
        words.place = static_cast<int>(i);
        return words;
    }
    return {stem, {}, "group", static_cast<int>(known.size())};
}

void emptied(QLayout& layout) {
    while (QLayoutItem* item = layout.takeAt(0)) {
        // Its click may be what led here.
        if (item->widget() != nullptr) {
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
}

/// A button with an icon, a title and a line of words.
class CardButton final : public QPushButton {
public:
    CardButton(Words words, QWidget* parent) : QPushButton(parent), m_words(std::move(words)) {
        setFixedSize(kCardWidth, kPicture.height() + 62);
        setAccessibleName(m_words.title);
        setCursor(Qt::PointingHandCursor);
    }

    /// Its own diagram, drawn small.
    void setPicture(const QImage& picture) {
        m_picture = picture;
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override {
        const Theme& theme = appTheme();
        QPainter p(this);
        p.setRenderHint(QPainter::Antialiasing);
        const bool active = underMouse() || hasFocus();
        p.setPen(QPen(hasFocus() ? theme.accent
                      : active   ? theme.text3
                                 : theme.line,
                      hasFocus() ? 2 : 1));
        p.setBrush(theme.node);
        p.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), size::kRadiusNode,
                          size::kRadiusNode);
        if (m_picture.isNull()) {
            const QPointF middle(width() / 2 - 10, kPicture.height() / 2 - 8);
            p.drawPixmap(middle,
                         lineIconPixmap(m_words.icon, 20, theme.text2, devicePixelRatioF()));
        } else {
            p.drawImage(QPointF(2, 2), m_picture);
        }
        p.setPen(QPen(theme.line, 1));
        p.drawLine(QPointF(2, kPicture.height() + 2.5),
                   QPointF(width() - 2, kPicture.height() + 2.5));
        const QRect words(12, kPicture.height() + 8, width() - 20, height());
        p.setPen(theme.text);
        p.setFont(fontOf(TextRole::Title));
        p.drawText(words, Qt::AlignTop, m_words.title);
        p.setPen(theme.text2);
        p.setFont(fontOf(TextRole::Caption));
        p.drawText(words.adjusted(0, 20, 0, 0), Qt::TextWordWrap, m_words.what);
    }

private:
    Words m_words;
    QImage m_picture;
};

}  // namespace

WelcomePage::WelcomePage(QAction* create, QAction* open, QWidget* parent) : QScrollArea(parent) {
    setObjectName(QStringLiteral("welcome"));
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    auto* page = new QWidget(this);
    setWidget(page);
    auto* title = new QLabel(tr("Draw a graph, run it, watch it learn"), page);
    title->setFont(fontOf(TextRole::Welcome));
    auto* hint =
        new QLabel(tr("Start with nothing and press Space to add an op, or open an example, "
                      "a .weft project, a TensorFlow graph."),
                   page);
    hint->setForegroundRole(QPalette::PlaceholderText);
    auto* cards = new QWidget(page);
    m_cards = new QGridLayout(cards);
    m_cards->setContentsMargins(0, 0, 0, 0);
    m_cards->setSpacing(12);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(12);
    const auto button = [&](const QString& words, QAction* action) {
        auto* made = new QPushButton(words, page);
        made->setObjectName(action->objectName());
        made->setAutoDefault(false);
        connect(made, &QPushButton::clicked, action, &QAction::trigger);
        buttons->addWidget(made);
        return made;
    };
    button(tr("New drawing"), create)->setDefault(true);
    button(tr("Open\u2026"), open);
    buttons->addStretch();
    m_leftBox = new QWidget(page);
    m_left = new QVBoxLayout(m_leftBox);
    m_left->setContentsMargins(0, 0, 0, 0);
    m_left->setSpacing(2);
    m_leftBox->hide();
    m_recentBox = new QWidget(page);
    m_recent = new QGridLayout(m_recentBox);
    m_recent->setContentsMargins(0, 0, 0, 0);
    m_recent->setHorizontalSpacing(12);
    m_recent->setVerticalSpacing(2);
    connect(&m_pictures, &ExampleThumbnails::drawn, this,
            [this](const QString& path, const QImage& image) {
                for (int i = 0; i < m_cards->count(); ++i) {
                    auto* card = static_cast<CardButton*>(m_cards->itemAt(i)->widget());
                    if (card->objectName() == path) { card->setPicture(image); }
                }
            });
    auto* inner = new QVBoxLayout;
    inner->setSpacing(12);
    inner->addWidget(title);
    inner->addWidget(hint);
    inner->addLayout(buttons);
    inner->addWidget(cards);
    inner->addWidget(m_leftBox);
    inner->addWidget(m_recentBox);
    auto* column = new QVBoxLayout(page);
    column->addStretch();
    auto* row = new QHBoxLayout;
    row->addStretch();
    row->addLayout(inner);
    row->addStretch();
    column->addLayout(row);
    column->addStretch();
    colour();
}

void WelcomePage::setExamples(const QStringList& found) {
    emptied(*m_cards);
    QStringList paths = found;
    std::ranges::stable_sort(paths, {}, [](const QString& path) {
        return wordsOf(QFileInfo(path).completeBaseName()).place;
    });
    int at = 0;
    for (const QString& path : paths) {
        auto* card = new CardButton(wordsOf(QFileInfo(path).completeBaseName()), this);
        card->setObjectName(path);
        connect(card, &QPushButton::clicked, this, [this, path] { emit fileChosen(path); });
        m_cards->addWidget(card, at / kColumns, at % kColumns);
        ++at;
    }
    m_examples = paths;
    if (isVisible()) { drawPictures(); }
}

void WelcomePage::setRecentFiles(const QStringList& paths) {
    emptied(*m_recent);
    const QStringList shown = paths.mid(0, kRecentLinks);
    for (int i = 0; i < shown.size(); ++i) {
        const QFileInfo file(shown[i]);
        const auto namesakes = std::ranges::count_if(shown, [&](const QString& path) {
            return QFileInfo(path).fileName() == file.fileName();
        });
        const QString name =
            namesakes > 1 ? file.dir().dirName() + QChar(u'/') + file.fileName() : file.fileName();
        auto* link = new QPushButton(m_recentBox);
        link->setFlat(true);
        link->setFixedWidth(kCardWidth);
        link->setText(link->fontMetrics().elidedText(name, Qt::ElideMiddle, kCardWidth - 24));
        const bool missing = !file.exists();
        link->setEnabled(!missing);
        link->setToolTip(missing ? tr("%1 is not there any more").arg(shown[i]) : shown[i]);
        connect(link, &QPushButton::clicked, this,
                [this, path = shown[i]] { emit fileChosen(path); });
        m_recent->addWidget(link, i / kColumns, i % kColumns);
    }
    m_recent->setColumnStretch(kColumns, 1);
    m_recentBox->setVisible(!shown.isEmpty());
}

void WelcomePage::setLeftDrawings(const QList<LeftDrawing>& left) {
    emptied(*m_left);
    for (const LeftDrawing& drawing : left) {
        auto* button = new QPushButton(drawing.words, m_leftBox);
        button->setObjectName(QStringLiteral("left"));
        button->setToolTip(drawing.path);
        connect(button, &QPushButton::clicked, this, [this, drawing] {
            // A file says itself what of it was not saved.
            if (drawing.path.isEmpty() || !QFileInfo::exists(drawing.path)) {
                emit leftChosen(drawing.log);
            } else {
                emit fileChosen(drawing.path);
            }
        });
        m_left->addWidget(button, 0, Qt::AlignLeft);
    }
    m_leftBox->setVisible(!left.isEmpty());
}

/// After the first painting, so that nobody waits for it.
void WelcomePage::drawPictures() {
    if (m_examples.isEmpty()) { return; }
    m_pictures.draw(m_examples, kPicture, devicePixelRatioF(), appTheme());
}

void WelcomePage::showEvent(QShowEvent* event) {
    QScrollArea::showEvent(event);
    QTimer::singleShot(0, this, &WelcomePage::drawPictures);
}

void WelcomePage::changeEvent(QEvent* event) {
    QScrollArea::changeEvent(event);
    if (event->type() != QEvent::PaletteChange) { return; }
    colour();
    if (isVisible()) { drawPictures(); }
}

/// The ground of a canvas, which the page stands for.
void WelcomePage::colour() {
    QPalette colours = viewport()->palette();
    if (colours.color(QPalette::Window) == appTheme().canvas) { return; }
    colours.setColor(QPalette::Window, appTheme().canvas);
    viewport()->setPalette(colours);
    viewport()->setAutoFillBackground(true);
    widget()->setAutoFillBackground(false);
}

}  // namespace weft::ui
