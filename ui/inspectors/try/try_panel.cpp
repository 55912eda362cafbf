// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// TryPanel: how it is put together, and what can be chosen. Asking is in try_panel_ask.cpp.

#include "ui/inspectors/try/try_panel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QHeaderView>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QSpinBox>
#include <QStackedLayout>
#include <QStackedWidget>
#include <QTabBar>
#include <QTableWidget>
#include <QUrl>
#include <QVBoxLayout>

#include "ui/base/empty_state.h"
#include "ui/base/proxy_style.h"
#include "ui/base/row_image.h"
#include "ui/base/to_qt.h"
#include "ui/inspectors/try/draw_pad.h"
#include "ui/inspectors/try/try_result.h"

namespace weft::ui {
namespace {

constexpr int kMargin = 12;
constexpr int kMostColumns = 512;  // of a table to type into

QLabel* wordsLabel(QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setWordWrap(true);
    return label;
}

QVBoxLayout* columnOf(QWidget* page) {
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 8, 0, 0);
    column->setSpacing(8);
    return column;
}

QHBoxLayout* lineOf(const QString& caption, QWidget* field, QWidget* parent) {
    auto* line = new QHBoxLayout;
    auto* label = new QLabel(caption, parent);
    label->setBuddy(field);
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setFixedWidth(52);
    line->addWidget(label);
    line->addWidget(field, 1);
    return line;
}

}  // namespace

TryPanel::TryPanel(QWidget* parent) : QWidget(parent), m_reader(this) {
    setObjectName(QStringLiteral("tryPanel"));
    setAcceptDrops(true);
    build();
    m_pace.setSingleShot(true);
    connect(&m_pace, &QTimer::timeout, this, &TryPanel::ask);
    connect(&m_reader, &SplitReader::ready, this, [this] {
        refreshRow();
        askSoon();
    });
    connect(&m_reader, &SplitReader::failed, this, &TryPanel::say);
    setDrawing(nullptr, nullptr);
}

void TryPanel::build() {
    m_empty = new EmptyState(QStringLiteral("run"), tr("Choose an output"), this);
    m_page = new QWidget(this);
    m_output = new QComboBox(m_page);
    m_output->setObjectName(QStringLiteral("tryOutput"));
    m_output->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_input = new QComboBox(m_page);
    m_input->setObjectName(QStringLiteral("tryInput"));
    m_input->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_inputLine = new QWidget(m_page);
    QHBoxLayout* inputLine = lineOf(tr("Input"), m_input, m_inputLine);
    inputLine->setContentsMargins(0, 0, 0, 0);
    m_inputLine->setLayout(inputLine);
    m_ways = new QTabBar(m_page);
    m_ways->setObjectName(QStringLiteral("tryWays"));
    m_ways->setDrawBase(false);
    m_ways->setExpanding(false);
    for (const QString& title : {tr("Row"), tr("Draw"), tr("Image"), tr("Table")}) {
        m_ways->addTab(title);
    }
    m_stack = new QStackedWidget(m_page);
    m_stack->addWidget(makeRowPage());
    m_stack->addWidget(makeDrawPage());
    m_stack->addWidget(makePicturePage());
    m_stack->addWidget(makeTablePage());
    m_words = wordsLabel(m_page);
    m_words->setObjectName(QStringLiteral("tryWords"));
    m_result = new TryResult(m_page);
    m_evaluate = new QPushButton(tr("Evaluate on split"), m_page);
    m_evaluate->setObjectName(QStringLiteral("tryEvaluate"));
    auto* column = new QVBoxLayout(m_page);
    column->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    column->setSpacing(8);
    column->addLayout(lineOf(tr("Output"), m_output, m_page));
    column->addWidget(m_inputLine);
    column->addWidget(m_ways);
    column->addWidget(m_stack);
    column->addWidget(m_result);
    column->addWidget(m_words);
    column->addWidget(m_evaluate);
    column->addStretch();
    auto* stack = new QStackedLayout(this);
    stack->addWidget(m_empty);
    stack->addWidget(m_page);
    connect(m_output, &QComboBox::activated, this, [this] {
        m_chosenOutput = m_output->currentText();
        refreshInputs();
    });
    connect(m_input, &QComboBox::activated, this, [this] {
        refreshRow();
        refreshTable();
        askSoon();
    });
    connect(m_ways, &QTabBar::currentChanged, this, [this](int way) {
        m_stack->setCurrentIndex(way);
        m_result->clear();
        say({});
        askSoon();
    });
    connect(m_evaluate, &QPushButton::clicked, this, &TryPanel::evaluateRequested);
}

QWidget* TryPanel::makeRowPage() {
    auto* page = new QWidget;
    QVBoxLayout* column = columnOf(page);
    m_split = new QComboBox(page);
    m_split->setObjectName(QStringLiteral("trySplit"));
    m_split->addItems({QStringLiteral("test"), QStringLiteral("train")});
    m_row = new QSpinBox(page);
    m_row->setObjectName(QStringLiteral("tryRow"));
    m_row->setAccessibleName(tr("Row of the data"));
    m_row->setRange(0, 0);
    m_row->setWrapping(true);
    m_rowOf = wordsLabel(page);
    auto* line = new QHBoxLayout;
    line->addWidget(m_split, 1);
    line->addWidget(m_row, 1);
    auto* next = new QPushButton(tr("Next"), page);
    next->setObjectName(QStringLiteral("tryNext"));
    m_wrong = new QPushButton(tr("Next wrong"), page);
    m_wrong->setObjectName(QStringLiteral("tryNextWrong"));
    m_wrong->setToolTip(tr("The next row whose largest score is not at its label"));
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(next);
    buttons->addWidget(m_wrong);
    m_rowPicture = new QLabel(page);
    m_rowWords = wordsLabel(page);
    m_rowWords->setObjectName(QStringLiteral("tryRowWords"));
    column->addLayout(line);
    column->addLayout(buttons);
    column->addWidget(m_rowPicture);
    column->addWidget(m_rowWords);
    connect(next, &QPushButton::clicked, m_row, &QSpinBox::stepUp);
    connect(m_wrong, &QPushButton::clicked, this, &TryPanel::nextWrong);
    connect(m_row, &QSpinBox::valueChanged, this, [this] {
        refreshRow();
        askSoon();
    });
    connect(m_split, &QComboBox::activated, this, [this] { askSoon(); });
    return page;
}

QWidget* TryPanel::makeDrawPage() {
    auto* page = new QWidget;
    QVBoxLayout* column = columnOf(page);
    m_pad = new DrawPad(page);
    m_seen = new QLabel(page);
    m_seen->setObjectName(QStringLiteral("trySeen"));
    m_seen->setToolTip(tr("As the graph sees it"));
    m_seen->setAlignment(Qt::AlignTop);
    auto* clear = new QPushButton(tr("Clear"), page);
    clear->setObjectName(QStringLiteral("tryClear"));
    m_centre = new QCheckBox(tr("Centre as MNIST does"), page);
    m_centre->setChecked(true);
    auto* line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(m_pad);
    line->addWidget(m_seen, 1);
    auto* below = new QHBoxLayout;
    below->addWidget(clear);
    below->addWidget(m_centre, 1);
    column->addLayout(line);
    column->addLayout(below);
    connect(clear, &QPushButton::clicked, m_pad, &DrawPad::clear);
    connect(m_pad, &DrawPad::changed, this, &TryPanel::askSoon);
    connect(m_centre, &QCheckBox::toggled, this, &TryPanel::askSoon);
    return page;
}

QWidget* TryPanel::makePicturePage() {
    auto* page = new QWidget;
    QVBoxLayout* column = columnOf(page);
    auto* open = new QPushButton(tr("Open image\u2026"), page);
    open->setObjectName(QStringLiteral("tryOpenImage"));
    m_invert = new QCheckBox(tr("Dark on light paper: invert"), page);
    m_pictureShown = new QLabel(page);
    m_pictureShown->setObjectName(QStringLiteral("tryPictureShown"));
    m_pictureWords = wordsLabel(page);
    m_pictureWords->setObjectName(QStringLiteral("tryPictureWords"));
    column->addWidget(open);
    column->addWidget(m_invert);
    column->addWidget(m_pictureShown);
    column->addWidget(m_pictureWords);
    connect(open, &QPushButton::clicked, this, &TryPanel::choosePicture);
    connect(m_invert, &QCheckBox::toggled, this, &TryPanel::askSoon);
    return page;
}

QWidget* TryPanel::makeTablePage() {
    auto* page = new QWidget;
    QVBoxLayout* column = columnOf(page);
    m_table = new QTableWidget(page);
    m_table->setObjectName(QStringLiteral("tryTable"));
    m_table->setMinimumHeight(108);
    m_table->setMaximumHeight(160);
    m_table->horizontalHeader()->setDefaultSectionSize(64);
    m_table->verticalHeader()->setDefaultSectionSize(24);
    column->addWidget(m_table);
    connect(m_table, &QTableWidget::itemChanged, this, &TryPanel::askSoon);
    return page;
}

void TryPanel::setDrawing(Drawing* drawing, SessionFeed* session) {
    if (m_drawing != nullptr) { disconnect(m_drawing, nullptr, this, nullptr); }
    if (drawing != m_drawing) { m_chosenOutput.clear(); }
    m_drawing = drawing;
    m_session = session;
    m_waiting = false;
    if (drawing != nullptr) { connect(drawing, &Drawing::expanded, this, &TryPanel::refresh); }
    refresh();
}

/// Nothing is worked out while nobody looks.
void TryPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refresh();
}

void TryPanel::refresh() {
    const std::shared_ptr<const EngineDocument> now =
        m_drawing == nullptr ? nullptr : m_drawing->current();
    if (now != nullptr && (now == m_document || !isVisible())) { return; }
    m_document = now;
    m_choices = now == nullptr ? TryChoices() : tryChoicesOf(*now);
    m_output->clear();
    for (const TryOutput& output : m_choices.outputs) { m_output->addItem(output.name); }
    const int kept = m_output->findText(m_chosenOutput);
    m_output->setCurrentIndex(m_chosenOutput.isEmpty() || kept < 0 ? m_choices.output : kept);
    const bool any = m_output->count() > 0 && m_session != nullptr;
    static_cast<QStackedLayout*>(layout())->setCurrentIndex(any ? 1 : 0);
    m_empty->setSentence(now == nullptr
                             ? tr("Open a project to try what it has learnt.")
                             : tr("Choose an output: the graph has none that could be asked for."));
    m_evaluate->setEnabled(!m_choices.sources.empty());
    refreshInputs();
}

/// Inputs that the output needs; the label is none of them.
void TryPanel::refreshInputs() {
    const QString before = m_input->currentText();
    m_input->clear();
    m_needed.clear();
    const TryOutput* out = output();
    if (m_document != nullptr && out != nullptr) {
        m_needed = neededInputs(*m_document, m_choices, {out->tensor});
    }
    for (const int index : m_needed) {
        m_input->addItem(m_choices.inputs[static_cast<std::size_t>(index)].name, index);
    }
    if (const int kept = m_input->findText(before); kept >= 0) { m_input->setCurrentIndex(kept); }
    m_inputLine->setVisible(m_needed.size() > 1);
    const TryInput* in = input();
    const bool picture = in != nullptr && imageShapeOf(in->rowShape).has_value();
    m_ways->setTabEnabled(Draw, picture);
    m_ways->setTabEnabled(Picture, picture);
    m_ways->setTabEnabled(Table, in != nullptr);
    if (!picture && (m_ways->currentIndex() == Draw || m_ways->currentIndex() == Picture)) {
        m_ways->setCurrentIndex(Row);
    }
    m_wrong->setEnabled(m_choices.label >= 0);
    refreshTable();
    refreshRow();
    askSoon();
}

/// Columns to type into: one a number of a row.
void TryPanel::refreshTable() {
    const QSignalBlocker quiet(m_table);
    const TryInput* in = input();
    if (in == nullptr) { return; }
    const PartialShape row = in->source >= 0 ? in->rowShape : in->shape.slice(1);
    const auto count =
        static_cast<int>(std::clamp<std::int64_t>(row.elements().value_or(1), 1, kMostColumns));
    if (m_table->columnCount() == count && m_table->rowCount() > 0) { return; }
    constexpr int kLines = 3;
    m_table->clear();
    m_table->setRowCount(kLines);
    m_table->setColumnCount(count);
    QStringList titles;
    for (int i = 0; i < count; ++i) { titles.append(QString::number(i)); }
    m_table->setHorizontalHeaderLabels(titles);
}

bool TryPanel::event(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) { m_result->update(); }
    return QWidget::event(event);
}

void TryPanel::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls()) { event->acceptProposedAction(); }
}

void TryPanel::dropEvent(QDropEvent* event) {
    const QList<QUrl> urls = event->mimeData()->urls();
    if (!urls.isEmpty() && urls.front().isLocalFile()) { takePicture(urls.front().toLocalFile()); }
}

}  // namespace weft::ui
