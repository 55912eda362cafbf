// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/welcome/welcome_page.h"

#include <QAction>
#include <QEvent>
#include <QFileInfo>
#include <QGridLayout>
#include <QHash>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

#include "ui/base/icons.h"
#include "ui/base/proxy_style.h"

namespace weft::ui {
namespace {

constexpr int kCardWidth = 208;
constexpr QSize kPicture(kCardWidth - 4, 84);

struct Words {
    QString title;
    QString what;
    QString icon;
};

Words wordsOf(const QString& stem) {
    const QHash<QString, Words> known = {
        {QStringLiteral("neuron"),
         {WelcomePage::tr("One neuron"), WelcomePage::tr("y = w x, learning by gradient descent"),
          QStringLiteral("nn")}},
        {QStringLiteral("cos"),
         {WelcomePage::tr("y = cos(x)"), WelcomePage::tr("A function and its derivative graph"),
          QStringLiteral("math")}},
        {QStringLiteral("linear_regression"),
         {WelcomePage::tr("Linear regression"), WelcomePage::tr("A line through points, by hand"),
          QStringLiteral("plot")}},
        {QStringLiteral("digits_softmax"),
         {WelcomePage::tr("Digits softmax"), WelcomePage::tr("8x8 digits, one layer"),
          QStringLiteral("array")}},
        {QStringLiteral("fashion_mlp"),
         {WelcomePage::tr("Fashion MLP"), WelcomePage::tr("60 000 images, dense layers, Adam"),
          QStringLiteral("group")}},
        {QStringLiteral("fashion_cnn"),
         {WelcomePage::tr("Fashion CNN"), WelcomePage::tr("Convolutions, pooling, dropout"),
          QStringLiteral("data")}}};
    return known.value(stem, {stem, {}, QStringLiteral("group")});
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

WelcomePage::WelcomePage(QAction* open, QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("welcome"));
    auto* title = new QLabel(tr("Draw a graph, run it, watch it learn"), this);
    title->setFont(fontOf(TextRole::Welcome));
    auto* hint =
        new QLabel(tr("New: press Ctrl+N, then Space. Or open an example, a .weft project, "
                      "a TensorFlow graph (.pb, .pbtxt, .meta)."),
                   this);
    hint->setForegroundRole(QPalette::PlaceholderText);
    auto* cards = new QWidget(this);
    m_cards = new QGridLayout(cards);
    m_cards->setContentsMargins(0, 0, 0, 0);
    m_cards->setSpacing(12);
    auto* button = new QPushButton(tr("Open\u2026"), this);
    button->setDefault(true);
    button->setAutoDefault(false);
    connect(button, &QPushButton::clicked, open, &QAction::trigger);
    m_leftBox = new QWidget(this);
    m_left = new QVBoxLayout(m_leftBox);
    m_left->setContentsMargins(0, 0, 0, 0);
    m_left->setSpacing(2);
    m_leftBox->hide();
    m_recentBox = new QWidget(this);
    m_recent = new QVBoxLayout(m_recentBox);
    m_recent->setContentsMargins(0, 8, 0, 0);
    m_recent->setSpacing(2);
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
    inner->addWidget(cards);
    inner->addWidget(button, 0, Qt::AlignLeft);
    inner->addWidget(m_leftBox);
    inner->addWidget(m_recentBox);
    auto* column = new QVBoxLayout(this);
    column->addStretch();
    auto* row = new QHBoxLayout;
    row->addStretch();
    row->addLayout(inner);
    row->addStretch();
    column->addLayout(row);
    column->addStretch();
}

void WelcomePage::setExamples(const QStringList& paths) {
    emptied(*m_cards);
    int at = 0;
    for (const QString& path : paths) {
        auto* card = new CardButton(wordsOf(QFileInfo(path).completeBaseName()), this);
        card->setObjectName(path);
        connect(card, &QPushButton::clicked, this, [this, path] { emit fileChosen(path); });
        m_cards->addWidget(card, at / 3, at % 3);
        ++at;
    }
    m_examples = paths;
    if (isVisible()) { drawPictures(); }
}

void WelcomePage::setRecentFiles(const QStringList& paths) {
    emptied(*m_recent);
    for (const QString& path : paths.mid(0, 4)) {
        const bool there = QFileInfo::exists(path);
        const QString name = QFileInfo(path).fileName();
        auto* link = new QPushButton(there ? name : tr("%1 (missing)").arg(name), m_recentBox);
        link->setFlat(true);
        link->setToolTip(path);
        link->setEnabled(there);
        connect(link, &QPushButton::clicked, this, [this, path] { emit fileChosen(path); });
        m_recent->addWidget(link, 0, Qt::AlignLeft);
    }
    m_recentBox->setVisible(!paths.isEmpty());
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
    QWidget::showEvent(event);
    QTimer::singleShot(0, this, &WelcomePage::drawPictures);
}

void WelcomePage::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && isVisible()) { drawPictures(); }
}

void WelcomePage::paintEvent(QPaintEvent*) { QPainter(this).fillRect(rect(), appTheme().canvas); }

}  // namespace weft::ui
