// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/tensor_editor.h"

#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>
#include <array>

#include "ui/base/background.h"
#include "ui/base/proxy_style.h"
#include "ui/base/to_qt.h"
#include "ui/inspectors/attr_text.h"
#include "ui/inspectors/tensor_files.h"
#include "ui/inspectors/tensor_model.h"
#include "ui/inspectors/tensor_values.h"
#include "ui/inspectors/value_widgets.h"

namespace weft::ui {
namespace {

constexpr std::array<DType, 13> kTypes = {
    DType::Float, DType::Double, DType::Half,     DType::BFloat16, DType::Int32,
    DType::Int64, DType::Int16,  DType::Int8,     DType::UInt8,    DType::UInt16,
    DType::Bool,  DType::String, DType::Complex64};

constexpr QSize kSize(520, 420);
constexpr int kColumn = 80;

}  // namespace

TensorEditor::TensorEditor(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("tensorEditor"));
    resize(kSize);
    m_model = new TensorModel(this);
    m_table = new QTableView(this);
    m_table->setModel(m_model);
    m_table->setAccessibleName(tr("Values"));
    m_table->horizontalHeader()->setDefaultSectionSize(kColumn);
    m_table->verticalHeader()->setDefaultSectionSize(24);
    m_table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed |
                             QAbstractItemView::AnyKeyPressed);
    m_table->installEventFilter(this);
    m_slices = new QWidget(this);
    m_slices->setLayout(new QHBoxLayout);
    m_slices->layout()->setContentsMargins(0, 0, 0, 0);
    m_reason = new QLabel(this);
    m_reason->setWordWrap(true);
    m_reason->hide();
    auto* head = new QHBoxLayout;
    buildHead(*head);
    auto* fill = new QHBoxLayout;
    buildFill(*fill);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(8);
    column->addLayout(head);
    column->addWidget(m_slices);
    column->addWidget(m_table, 1);
    column->addLayout(fill);
    column->addWidget(m_reason);
    connect(m_model, &TensorModel::typed, this, [this](qint64 element, const QString& text) {
        offer(withElement(tensor(), element, text));
    });
}

/// A field that is left while all is torn down would tell a half of it.
TensorEditor::~TensorEditor() { hide(); }

void TensorEditor::buildHead(QHBoxLayout& row) {
    m_type = new CalmComboBox(this);
    m_type->setAccessibleName(tr("dtype"));
    m_type->setFont(fontOf(TextRole::Mono));
    for (const DType type : kTypes) { m_type->addItem(toQt(dtypeName(type))); }
    connect(m_type, &QComboBox::activated, this,
            [this](int at) { offer(withType(tensor(), kTypes[static_cast<std::size_t>(at)])); });
    m_shape = new QLineEdit(this);
    m_shape->setAccessibleName(tr("shape"));
    m_shape->setFont(fontOf(TextRole::Mono));
    m_shape->installEventFilter(this);
    connect(m_shape, &QLineEdit::editingFinished, this, &TensorEditor::shapeTyped);
    row.addWidget(new QLabel(tr("dtype"), this));
    row.addWidget(m_type);
    row.addWidget(new QLabel(tr("shape"), this));
    row.addWidget(m_shape, 1);
}

void TensorEditor::buildFill(QHBoxLayout& row) {
    auto* fill = new QToolButton(this);
    fill->setText(tr("Fill"));
    fill->setAccessibleName(tr("Fill"));
    fill->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(fill);
    const std::array<std::pair<QString, TensorFill>, 6> fills = {{
        {tr("Zeros"), TensorFill::Zeros},
        {tr("Ones"), TensorFill::Ones},
        {tr("0, 1, 2, ..."), TensorFill::Range},
        {tr("Identity"), TensorFill::Identity},
        {tr("Random, uniform in 0 to 1"), TensorFill::Uniform},
        {tr("Random, normal"), TensorFill::Normal},
    }};
    for (const auto& [text, kind] : fills) {
        connect(menu->addAction(text), &QAction::triggered, this, [this, kind = kind] {
            offer(filled(tensor().dtype(), tensor().shape(), kind,
                         static_cast<std::uint64_t>(m_seed->value())));
        });
    }
    fill->setMenu(menu);
    m_seed = new QSpinBox(this);
    m_seed->setRange(0, 1'000'000);
    m_seed->setAccessibleName(tr("seed"));
    m_seed->setFont(fontOf(TextRole::Mono));
    auto* file = new QPushButton(tr("From file..."), this);
    connect(file, &QPushButton::clicked, this, [this] {
        const QString path = QFileDialog::getOpenFileName(
            this, tr("Values from a file"), {},
            tr("Arrays, tables, pictures (%1)").arg(tensorFilePatterns()));
        if (!path.isEmpty()) { load(path); }
    });
    row.addWidget(fill);
    row.addWidget(new QLabel(tr("seed"), this));
    row.addWidget(m_seed);
    row.addStretch();
    row.addWidget(file);
}

const Tensor& TensorEditor::tensor() const { return m_model->tensor(); }

void TensorEditor::setTensor(const Tensor& tensor) {
    m_model->setTensor(tensor);
    m_type->setCurrentIndex(m_type->findText(toQt(dtypeName(tensor.dtype()))));
    m_shape->setText(toQt(tensor.shape().toString()));
    markWrong(m_shape, false);
    m_reason->clear();
    m_reason->hide();
    showSlices();
}

/// One field an axis before the last two.
void TensorEditor::showSlices() {
    const auto axes = static_cast<std::size_t>(m_model->fixedAxes());
    while (m_indices.size() > axes) {
        delete m_indices.back();
        m_indices.pop_back();
    }
    while (m_indices.size() < axes) {
        auto* field = new QSpinBox(m_slices);
        const int axis = static_cast<int>(m_indices.size());
        field->setPrefix(tr("axis %1: ").arg(axis));
        field->setAccessibleName(tr("Index along axis %1").arg(axis));
        field->setFont(fontOf(TextRole::Mono));
        connect(field, &QSpinBox::valueChanged, this,
                [this, axis](int index) { m_model->setFixed(axis, index); });
        m_slices->layout()->addWidget(field);
        m_indices.push_back(field);
    }
    for (std::size_t axis = 0; axis < axes; ++axis) {
        const QSignalBlocker quiet(m_indices[axis]);
        const std::int64_t size = tensor().shape()[static_cast<int>(axis)];
        m_indices[axis]->setMaximum(static_cast<int>(std::max<std::int64_t>(0, size - 1)));
        m_indices[axis]->setValue(static_cast<int>(m_model->fixedAt(static_cast<int>(axis))));
    }
    m_slices->setVisible(axes > 0);
}

void TensorEditor::offer(const Result<Tensor>& tensor) {
    Status status = tensor.status();
    if (status.ok()) {
        // A copy: accepting may show the tensor, and so replace what is looked at here.
        const Tensor made = *tensor;
        status = m_accept ? m_accept(made) : okStatus();
        if (status.ok()) {
            setTensor(made);
            return;
        }
    }
    m_reason->setText(toQt(messageOf(status)));
    QPalette palette = m_reason->palette();
    palette.setColor(QPalette::WindowText, appTheme().error);
    m_reason->setPalette(palette);
    m_reason->show();
}

QString TensorEditor::reason() const { return m_reason->text(); }

void TensorEditor::shapeTyped() {
    if (m_shape->text() == toQt(tensor().shape().toString())) { return; }
    const Result<PartialShape> typed = shapeFromText(m_shape->text());
    const std::optional<Shape> full = typed.ok() ? typed->full() : std::nullopt;
    if (full) {
        offer(withShape(tensor(), *full));
    } else {
        offer(invalidArgument(
            concat("got '", m_shape->text().toStdString(), "', want known sizes such as [2,3]")));
    }
    markWrong(m_shape, !reason().isEmpty());
}

void TensorEditor::load(const QString& path) {
    inBackground(
        this, [path] { return fromFile(path); },
        [this](const Result<Tensor>& read) { offer(read); });
}

void TensorEditor::copy() {
    const QModelIndexList chosen = m_table->selectionModel()->selectedIndexes();
    if (chosen.isEmpty()) { return; }
    int top = chosen.front().row();
    int bottom = top;
    int left = chosen.front().column();
    int right = left;
    for (const QModelIndex& at : chosen) {
        top = std::min(top, at.row());
        bottom = std::max(bottom, at.row());
        left = std::min(left, at.column());
        right = std::max(right, at.column());
    }
    QStringList rows;
    for (int r = top; r <= bottom; ++r) {
        QStringList cells;
        for (int c = left; c <= right; ++c) {
            cells.append(m_model->index(r, c).data().toString());
        }
        rows.append(cells.join('\t'));
    }
    QGuiApplication::clipboard()->setText(rows.join('\n'));
}

/// From the current cell on where it fits; at the first cell of a table it may take its place.
void TensorEditor::paste() {
    const Result<Tensor> cells = fromCells(QGuiApplication::clipboard()->text(), tensor().dtype());
    if (!cells.ok()) { return offer(cells); }
    const QModelIndex at = m_table->currentIndex();
    const int row = std::max(0, at.row());
    const int column = std::max(0, at.column());
    const auto rows = static_cast<int>(cells->shape()[0]);
    const auto columns = static_cast<int>(cells->shape()[1]);
    if (row + rows <= m_model->rowCount() && column + columns <= m_model->columnCount()) {
        Result<Tensor> made = tensor();
        for (int r = 0; r < rows; ++r) {
            for (int c = 0; c < columns && made.ok(); ++c) {
                const std::int64_t from = static_cast<std::int64_t>(r) * columns + c;
                const QString text =
                    tensor().dtype() == DType::String
                        ? toQt(cells->values<std::string>()[static_cast<std::size_t>(from)])
                        : toQt(formatElement(*cells, from, 17));
                made = withElement(*made, m_model->elementAt(row + r, column + c), text);
            }
        }
        return offer(made);
    }
    if (row == 0 && column == 0 && tensor().rank() <= 2) {
        const bool vector = tensor().rank() == 1 && columns == 1;
        return offer(vector ? cells->reshaped(Shape{rows}) : *cells);
    }
    offer(invalidArgument(concat("got ", rows, " x ", columns, " cells, want at most ",
                                 m_model->rowCount() - row, " x ", m_model->columnCount() - column,
                                 " from here on")));
}

bool TensorEditor::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        auto* key = static_cast<QKeyEvent*>(event);
        if (watched == m_shape && key->key() == Qt::Key_Escape) {
            setTensor(tensor());
            return true;
        }
        if (watched == m_table && key->matches(QKeySequence::Paste)) {
            paste();
            return true;
        }
        if (watched == m_table && key->matches(QKeySequence::Copy)) {
            copy();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace weft::ui
