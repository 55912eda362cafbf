// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/variables_panel.h"

#include <QCoreApplication>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QPixmap>
#include <QPushButton>
#include <QScrollBar>
#include <QStackedLayout>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/base/empty_state.h"
#include "ui/base/number_format.h"
#include "ui/base/proxy_style.h"

namespace weft::ui {

namespace {

constexpr int kName = 0;
constexpr int kFirstSpare = 2;  // these give way when the panel is narrow
constexpr int kWideEnough = 560;
constexpr std::array<int, 8> kWidths = {160, 150, 72, 72, 78, 72, 64, 80};
constexpr QSize kHistogram(40, 14);

/// Counts as bars beside each other.
QVariant histogramPicture(const VariableRow& row) {
    if (row.histogram.empty()) { return {}; }
    const int most = *std::max_element(row.histogram.begin(), row.histogram.end());
    if (most == 0) { return {}; }
    const double ratio = qApp->devicePixelRatio();
    QPixmap picture((QSizeF(kHistogram) * ratio).toSize());
    picture.setDevicePixelRatio(ratio);
    picture.fill(Qt::transparent);
    QPainter p(&picture);
    const double width = kHistogram.width() / static_cast<double>(row.histogram.size());
    for (std::size_t i = 0; i < row.histogram.size(); ++i) {
        const double high =
            (kHistogram.height() - 1) * row.histogram[i] / static_cast<double>(most);
        p.fillRect(QRectF(static_cast<double>(i) * width, kHistogram.height() - high, width, high),
                   appTheme().seriesAt(0));
    }
    return picture;
}

QString valueOf(const VariableRow& r) {
    if (!r.initialised) {
        return QCoreApplication::translate("weft::ui::VariablesPanel", "no value");
    }
    return r.summary.isEmpty() ? QCoreApplication::translate("weft::ui::VariablesPanel", "set")
                               : r.summary;
}

QString tipOf(const VariableRow& r) {
    QStringList lines = {r.name, r.dtype + ' ' + r.shape, r.device + ' ' + formatBytes(r.bytes),
                         valueOf(r)};
    if (!r.mean.isEmpty()) {
        lines.append(
            QCoreApplication::translate("weft::ui::VariablesPanel", "mean %1").arg(r.mean));
    }
    if (!r.ratio.isEmpty()) {
        lines.append(QCoreApplication::translate("weft::ui::VariablesPanel",
                                                 "one step moves it by %1 of its size")
                         .arg(r.ratio));
    }
    return lines.join('\n');
}

}  // namespace

VariablesPanel::VariablesPanel(QWidget* parent) : QWidget(parent) {
    using Rows = RowList<VariableRow>;
    const Qt::Alignment right = Qt::AlignRight | Qt::AlignVCenter;
    const Qt::Alignment left = Qt::AlignLeft | Qt::AlignVCenter;
    m_model = new Rows(
        {
            {tr("name"), [](const VariableRow& r) { return r.name; }, TextRole::MonoSmall, left,
             nullptr, tipOf},
            {tr("value"), valueOf, TextRole::MonoSmall, left, histogramPicture, tipOf},
            {tr("mean"), [](const VariableRow& r) { return r.mean; }, TextRole::MonoSmall, right,
             nullptr, tipOf},
            {tr("update"), [](const VariableRow& r) { return r.ratio; }, TextRole::MonoSmall, right,
             nullptr, tipOf},
            {tr("shape"), [](const VariableRow& r) { return r.shape; }, TextRole::MonoSmall, left,
             nullptr, tipOf},
            {tr("dtype"), [](const VariableRow& r) { return r.dtype; }, TextRole::Mono, left,
             nullptr, tipOf},
            {tr("device"), [](const VariableRow& r) { return r.device; }, TextRole::Mono, left,
             nullptr, tipOf},
            {tr("bytes"), [](const VariableRow& r) { return formatBytes(r.bytes); }, TextRole::Mono,
             right, nullptr, tipOf},
        },
        this);
    build();
}

void VariablesPanel::build() {
    auto* page = new QWidget(this);
    m_view = makeListView(m_model, page);
    m_view->setObjectName(QStringLiteral("variables"));
    m_view->setAccessibleName(tr("Variables"));
    m_view->setTextElideMode(Qt::ElideLeft);  // names differ at their end
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setIconSize(kHistogram);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->header()->setStretchLastSection(false);
    m_view->header()->setSectionResizeMode(QHeaderView::Interactive);
    m_view->header()->setSectionResizeMode(kName, QHeaderView::Stretch);
    for (std::size_t i = 0; i < kWidths.size(); ++i) {
        m_view->setColumnWidth(static_cast<int>(i), kWidths[i]);
    }
    m_total = new QLabel(page);
    m_total->setFont(fontOf(TextRole::Caption));
    m_total->setForegroundRole(QPalette::PlaceholderText);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 8);
    column->setSpacing(8);
    column->addWidget(m_view, 1);
    m_buttons = new QWidget(page);
    auto* row = new QHBoxLayout(m_buttons);
    row->setContentsMargins(12, 0, 12, 0);
    row->addWidget(m_total, 1);
    m_field = new QLineEdit(page);
    m_field->setObjectName(QStringLiteral("assignField"));
    m_field->setFont(fontOf(TextRole::Mono));
    m_field->installEventFilter(this);
    m_field->hide();
    auto* fieldRow = new QHBoxLayout;
    fieldRow->setContentsMargins(12, 0, 12, 0);
    fieldRow->addWidget(m_field);
    column->addLayout(fieldRow);
    column->addWidget(m_buttons);
    m_assign = new QPushButton(tr("Assign\u2026"), m_buttons);
    m_assign->setObjectName(QStringLiteral("assignButton"));
    m_assign->setToolTip(tr("Give the chosen variable a value"));
    m_assign->setEnabled(false);
    row->addWidget(m_assign);
    connect(m_assign, &QPushButton::clicked, this, &VariablesPanel::beginAssign);
    connect(m_field, &QLineEdit::returnPressed, this, [this] { endAssign(true); });
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &VariablesPanel::updateButtons);
    connect(m_view->verticalScrollBar(), &QScrollBar::valueChanged, this,
            &VariablesPanel::tellView);
    m_empty = new EmptyState(QStringLiteral("state"),
                             tr("No variables. A Dense layer or a Variable brings some."), this);
    m_stack = new QStackedLayout(this);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(page);
    connect(m_view, &QTreeView::activated, this, [this](const QModelIndex& at) {
        emit itemChosen(m_model->rows()[static_cast<std::size_t>(at.row())].item);
    });
    connect(m_view, &QTreeView::clicked, this, [this](const QModelIndex& at) {
        emit itemChosen(m_model->rows()[static_cast<std::size_t>(at.row())].item);
    });
}

void VariablesPanel::setInitAction(QAction* action) {
    auto* button = new QToolButton(m_buttons);
    button->setText(tr("Init"));
    button->setObjectName(QStringLiteral("initButton"));
    button->setPopupMode(QToolButton::MenuButtonPopup);
    button->setToolTip(tr("Run the initialisers of variables without a value (Ctrl+I)"));
    auto* menu = new QMenu(button);
    menu->addAction(action);
    m_initChosen = menu->addAction(tr("Init chosen variables"), this,
                                   [this] { emit initRequested(chosen()); });
    m_initAll = menu->addAction(tr("Init all variables"), this, [this] { emit initRequested({}); });
    button->setMenu(menu);
    m_buttons->layout()->addWidget(button);
    button->setEnabled(action->isEnabled());
    connect(button, &QToolButton::clicked, action, &QAction::trigger);
    connect(action, &QAction::enabledChanged, button, &QToolButton::setEnabled);
    updateButtons();
}

void VariablesPanel::updateButtons() {
    const qsizetype many = chosen().size();
    m_assign->setEnabled(many == 1);
    if (m_initChosen != nullptr) { m_initChosen->setEnabled(many > 0); }
}

void VariablesPanel::choose(const QString& name) {
    const auto& rows = m_model->rows();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].name == name) {
            m_view->setCurrentIndex(m_model->index(static_cast<int>(i), 0));
        }
    }
}

QStringList VariablesPanel::chosen() const {
    QStringList names;
    for (const QModelIndex& at : m_view->selectionModel()->selectedRows()) {
        names.append(m_model->rows()[static_cast<std::size_t>(at.row())].name);
    }
    return names;
}

QSet<QString> VariablesPanel::inView() const {
    QSet<QString> names;
    if (!isVisible()) { return names; }
    const int height = m_view->viewport()->height();
    for (QModelIndex at = m_view->indexAt({4, 0});
         at.isValid() && m_view->visualRect(at).top() < height; at = m_view->indexBelow(at)) {
        names.insert(m_model->rows()[static_cast<std::size_t>(at.row())].name);
    }
    return names;
}

void VariablesPanel::tellView() {
    const QSet<QString> names = inView();
    if (names == m_told) { return; }
    m_told = names;
    emit viewChanged(names);
}

void VariablesPanel::beginAssign() {
    const QStringList names = chosen();
    if (names.size() != 1) { return; }
    m_assigned = names.front();
    m_field->clear();
    const auto& rows = m_model->rows();
    const auto row = std::find_if(rows.begin(), rows.end(),
                                  [&](const VariableRow& r) { return r.name == m_assigned; });
    if (row != rows.end()) {
        m_field->setPlaceholderText(
            tr("%1: a value %2 %3").arg(m_assigned, row->dtype, row->shape));
    }
    m_field->show();
    m_field->setFocus();
}

void VariablesPanel::endAssign(bool take) {
    if (m_field->isHidden()) { return; }
    const QString text = m_field->text().trimmed();
    m_field->hide();
    m_view->setFocus();
    if (take && !text.isEmpty()) { emit assignRequested(m_assigned, text); }
}

bool VariablesPanel::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        endAssign(false);
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void VariablesPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    tellView();
}

void VariablesPanel::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    tellView();
}

void VariablesPanel::setVariables(std::vector<VariableRow> rows) {
    qint64 bytes = 0;
    for (const VariableRow& r : rows) { bytes += r.bytes; }
    m_total->setText(
        (rows.size() == 1 ? tr("1 variable, ") : tr("%1 variables, ").arg(rows.size())) +
        formatBytes(bytes));
    m_stack->setCurrentIndex(rows.empty() ? 0 : 1);
    m_model->setRows(std::move(rows));
    updateButtons();
    tellView();
}

void VariablesPanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    for (int i = kFirstSpare; i < m_model->columnCount({}); ++i) {
        m_view->setColumnHidden(i, width() < kWideEnough);
    }
    tellView();
}

}  // namespace weft::ui
